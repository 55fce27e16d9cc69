"""Files that are not to be taken: one line that says where and why, and not a byte of the project changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from exchanging import invoked
from project_on_disk import Project
from taiyaku.interchange.safe_xml import LIMIT

_BOMB = '<!DOCTYPE xliff [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def _declared(declaration: str) -> Callable[[str], bytes]:
    return lambda text: text.replace("?>\n", f"?>\n{declaration}\n", 1).encode()


def _twice(text: str) -> bytes:
    start, end = text.index("<unit "), text.index("</unit>") + len("</unit>")
    return (text[:end] + text[start:end] + text[end:]).encode()


def _foreign(text: str) -> bytes:
    at = text.index('<unit id="') + len('<unit id="')
    return (text[:at] + "not-ours" + text[at + 10 :]).encode()


XLIFF: dict[str, tuple[Callable[[str], bytes], str]] = {
    "a DTD": (_declared('<!DOCTYPE xliff SYSTEM "file:///etc/passwd">'), "x.xlf:2: has a DTD"),
    "an entity bomb": (_declared(_BOMB), "x.xlf:2: has a DTD"),
    "a zip": (lambda _: b"PK\x03\x04" + b"\0" * 100, "x.xlf: a zip archive, not XLIFF"),
    "a unit twice": (_twice, "occurs twice, first in line"),
    "a foreign id": (_foreign, "`not-ours` is not a unit of content/ja/a.md"),
    "another language": (lambda text: text.replace('trgLang="en"', 'trgLang="fr"').encode(), "is for `fr`"),
    "half of it": (lambda text: text[: len(text) // 2].encode(), "not well-formed XML"),
    "nothing": (lambda _: b"", "x.xlf: not XML"),
}
CSV: dict[str, tuple[Callable[[str], bytes], str]] = {
    "cp932": (lambda text: text.encode("cp932", "replace"), "x.csv:2: not UTF-8"),
    "UTF-16 without a mark": (lambda text: text.encode("utf-16-le"), "x.csv:"),
    "a zip": (lambda _: b"PK\x03\x04" + b"\0" * 100, "x.csv: a zip archive, not CSV"),
    "nothing": (lambda _: b"", "x.csv: contains no unit"),
}
CASES = [(f"x{end}", *case) for end, cases in ((".xlf", XLIFF), (".csv", CSV)) for case in cases.values()]


def _bytes(project: Project) -> dict[Path, bytes]:
    return {
        path: path.read_bytes() for path in project.root.rglob("*") if path.is_file() and ".taiyaku" not in path.parts
    }


@pytest.mark.parametrize(("name", "spoil", "message"), CASES, ids=[*XLIFF, *(f"{case}, CSV" for case in CSV)])
def test_a_bad_file_is_told_in_a_line_and_changes_nothing(
    project: Project, name: str, spoil: Callable[[str], bytes], message: str
) -> None:
    assert invoked("export", "-o", name).code == 0
    path = project.root / name
    text = path.read_bytes().decode("utf-8-sig")
    path.write_bytes(spoil(text))
    before = _bytes(project)
    done = invoked("import", name)
    assert done.code == 1, done
    assert message in done.err
    assert len(done.err.strip().splitlines()) == 1, done.err
    assert _bytes(project) == before


def test_a_file_past_the_limit_is_told_without_reading_it(project: Project) -> None:
    with (project.root / "x.xlf").open("wb") as file:
        file.truncate(2 * LIMIT)  # sparse: the disk holds none of it
    done = invoked("import", "x.xlf")
    assert done.code == 1
    assert "x.xlf: too large: 210 MB" in done.err


def test_the_program_itself_tells_a_bad_file_in_one_line(project: Project) -> None:
    (project.root / "x.xlf").write_bytes(b"PK\x03\x04")
    done = project.run("import", "x.xlf")
    assert (done.code, done.out) == (1, "")
    assert done.err == "error: x.xlf: a zip archive, not XLIFF; unpack it first\n"
