"""Entries added to and removed from glossary files as people write them, byte by byte."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from taiyaku.glossary.edit_file import add_entry, remove_entry
from taiyaku.glossary.read_file import read_entries
from taiyaku.model import Rendering, Term

NEW = Term("計画", renderings={"en": Rendering("planning", avoid=("plan: #1",))}, note="two\nlines")

NOISE = st.sampled_from(["", "", "  ", "\t", "  # 注: a note", " #", "   # [x: {"])
"""What may stand behind a value."""
BETWEEN = st.sampled_from(["", "", "\n", "# a comment\n", "      # deep\n", "   \n\n", "# - term: 古い\n#   en: old\n"])
"""Lines that may stand between two entries."""
VALUES = st.sampled_from(
    ["world model", "'it''s'", '"a \\"b\\" \\u00e9"', "x#y", "a  b", "'#'", "*a", "!!str 12", "&v c"]
)


@st.composite
def fields(draw: st.DrawFn, number: int) -> list[tuple[str, str]]:
    """The fields of an entry in any order, keys in quotes or not."""
    value = draw(VALUES.filter(lambda text: text != "*a"))
    shapes = ["{v}", "{{use: {v}, avoid: [no, 'n: o']}}", "\n    use: {v}\n    also:\n    - one\n    - two"]
    pairs = [("term", f"語{number}"), ("en", draw(st.sampled_from(shapes)).format(v=value))]
    for pair in (("note", "|\n    two\n\n    lines"), ("note", ">-\n    folded\n    text"), ("keep", "no")):
        if draw(st.booleans()) and pair[0] not in dict(pairs):
            pairs.append(pair)
    if draw(st.booleans()):
        pairs.append(("domain", f"&d{number} ai"))
    quote = draw(st.sampled_from(["", "", '"', "'"]))
    return [(f"{quote}{name}{quote}", text) for name, text in draw(st.permutations(pairs))]


@st.composite
def entries(draw: st.DrawFn, number: int, indent: str) -> str:
    """One entry as it stands in the file, its lines with whatever people leave behind them."""
    if draw(st.integers(0, 4)) == 0:
        return f"{indent}- {{term: 語{number}, en: x{draw(st.sampled_from(['', ' ', ',']))}}}{draw(NOISE)}\n"
    gap = draw(st.sampled_from([" ", "   "]))
    lines: list[str] = []
    for name, text in draw(fields(number)):
        block = text.startswith(("|", ">", "\n"))
        start = f"{indent}-{gap}" if not lines else f"{indent} {' ' * len(gap)}"
        first, *rest = f"{name}: {text}".split("\n")
        lines.append(start + first.rstrip() + ("" if block else draw(NOISE)))
        lines += [f"{indent} {' ' * len(gap)}{line}" if line.strip() else "" for line in rest]
    return "\n".join(lines) + "\n"


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A glossary file: block or flow style, any line ends, with and without a mark, a final newline and more after it."""
    count = draw(st.integers(1, 4))
    head = draw(st.sampled_from(["", "source: ja\n", "# kept by the desk\n\nsource: ja   # from\n", "---\n"]))
    if draw(st.integers(0, 4)) == 0:
        joint = draw(st.sampled_from([", ", ",\n  ", " ,  # why\n  "]))
        items = joint.join(f"{{term: 語{number}, en: x}}" for number in range(count))
        text = f"{head}terms: [{draw(st.sampled_from(['', ' ']))}{items}{draw(st.sampled_from(['', ',', ' ']))}]\n"
    else:
        indent = draw(st.sampled_from(["", "  ", "    "]))
        body = "".join(draw(BETWEEN) + draw(entries(number, indent)) for number in range(count))
        text = f"{head}terms:{draw(NOISE)}\n{body}"
    text += draw(st.sampled_from(["", "", "# the end\n", "\n\n", "domain: law\n", "...\n"]))
    if draw(st.integers(0, 3)) == 0:
        text = text.rstrip("\n")
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    return draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + text.encode()


def read(raw: bytes) -> list[Term]:
    found, _, problems = read_entries(raw, "g.yaml")
    assert not problems, (raw.decode(), problems)
    return [entry.term for entry in found]


def added_bytes(before: bytes, after: bytes) -> bytes:
    """What stands in the longer one alone, if the shorter one is all there around it."""
    start = next((at for at, (one, two) in enumerate(zip(before, after, strict=False)) if one != two), len(before))
    rest = len(before) - start
    assert after.endswith(before[start:]), (before.decode(), after.decode())
    return after[start : len(after) - rest]


@given(files())
def test_an_added_entry_is_read_back_and_every_other_byte_stays(raw: bytes) -> None:
    before = read(raw)
    after = add_entry(raw, NEW)
    assert "計画".encode() in added_bytes(raw, after)
    terms = read(after)
    assert [term.term for term in terms] == [*(term.term for term in before), "計画"]
    assert (terms[-1].renderings["en"], terms[-1].note) == (NEW.renderings["en"], NEW.note)


@given(files())
def test_added_and_removed_again_leaves_the_file_to_the_byte(raw: bytes) -> None:
    after = add_entry(raw, NEW)
    without = remove_entry(after, read(after)[-1])
    # A last line without an end gets one before an entry can follow it.
    assert without in {raw, raw + b"\n", raw + b"\r\n"}


@given(files(), st.data())
def test_a_removed_entry_takes_only_its_own_lines(raw: bytes, data: st.DataObject) -> None:
    terms = read(raw)
    chosen = data.draw(st.sampled_from(terms))
    after = remove_entry(raw, chosen)
    gone = added_bytes(after, raw).decode()
    assert [term.term for term in read(after)] == [term.term for term in terms if term.term != chosen.term]
    assert not any(term.term in gone for term in terms if term.term != chosen.term)
    assert raw.count(b"#") - after.count(b"#") == gone.count("#")
