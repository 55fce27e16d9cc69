"""Articles as CSV for spreadsheets, one unit per row: source and target side by side, as Markdown.

An id is written with ``#`` in front, so that no spreadsheet takes it for a number or a date.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from taiyaku.errors import InterchangeError
from taiyaku.interchange.bitext import FRONT_MATTER, Bitext, Pair
from taiyaku.interchange.safe_xml import read_checked_head
from taiyaku.interchange.spreadsheet import decode_table, read_table, write_table
from taiyaku.model import State

COLUMNS = (
    "article",
    "from",
    "to",
    "id",
    "context",
    "source",
    "target",
    "state",
    "note",
    "comment",
    "previous",
    "findings",
    "exported",
)
_NEEDED = ("article", "from", "to", "id", "source", "target")
_DONE = frozenset({"accepted", "translated", "reviewed", "approved", "final", "done"})
_OPEN = frozenset({"", "missing", "draft", "outdated", "initial", "new"})


def write(bitexts: Sequence[Bitext]) -> bytes:
    """Write articles, as Markdown rather than tagged text, as a table in UTF-8 with a byte order mark."""
    return write_table([COLUMNS, *(_row(bitext, pair) for bitext in bitexts for pair in bitext.pairs)])


def _row(bitext: Bitext, pair: Pair) -> tuple[str, ...]:
    return (
        bitext.article,
        bitext.source_locale,
        bitext.target_locale,
        f"#{pair.id}",
        pair.context,
        pair.source,
        pair.target,
        str(pair.state),
        pair.note,
        "\n".join(pair.comments),
        pair.previous,
        "\n".join(pair.findings),
        pair.fingerprint,
    )


def read(path: Path) -> list[Bitext]:
    """Read the translations in a table of at most 100 MiB, one bitext for each article and target locale.

    Commas, semicolons or tabs separate the cells; the encoding is UTF-8, or UTF-16 with a byte order mark.

    Raises:
        InterchangeError: It is not such a table, has an unknown column or state, or contains a unit twice; with the
            line.
    """
    read_checked_head(path, "CSV")
    try:
        text = decode_table(path.read_bytes(), path)
    except OSError as error:
        raise InterchangeError(f"cannot be read: {error.strerror}", path=path) from None
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    found: dict[tuple[str, str, str], tuple[int, dict[str, Pair]]] = {}
    columns: list[str] = []
    for line, cells in read_table(text, delimiter=delimiter, path=path):
        if not columns:
            columns = _columns(cells, path, line)
            continue
        values = _values(columns, cells, path, line)
        bitext = values["article"].strip(), values["from"].strip(), values["to"].strip()
        _, pairs = found.setdefault(bitext, (line, {}))
        pair = _pair(values, path, line)
        if pair.id in pairs:
            message = f"unit {pair.id} occurs twice, first in line {pairs[pair.id].line}; remove one row"
            raise InterchangeError(message, path=path, line=line)
        pairs[pair.id] = pair
    if not found:
        raise InterchangeError("contains no unit; is it a file that taiyaku export wrote?", path=path)
    return [
        Bitext(article, source, target, tuple(pairs.values()), tagged=False, line=line)
        for (article, source, target), (line, pairs) in found.items()
    ]


def _columns(cells: Sequence[str], path: Path, line: int) -> list[str]:
    names = [cell.strip().lower() for cell in cells]
    while names and not names[-1]:
        names.pop()  # a spreadsheet also writes columns that were emptied
    for name in names:
        if name not in COLUMNS:
            message = f"unknown column `{name}`; remove it, or put remarks in the column `comment`"
            raise InterchangeError(message, path=path, line=line)
        if names.count(name) > 1:
            raise InterchangeError(f"the column `{name}` occurs twice; remove one", path=path, line=line)
    for name in _NEEDED:
        if name not in names:
            message = f"no column `{name}`; is it a file that taiyaku export wrote?"
            raise InterchangeError(message, path=path, line=line)
    return names


def _values(columns: Sequence[str], cells: Sequence[str], path: Path, line: int) -> dict[str, str]:
    if any(cell.strip() for cell in cells[len(columns) :]):
        message = f"{len(cells)} cells for {len(columns)} columns; put quotes around a text that contains commas"
        raise InterchangeError(message, path=path, line=line)
    padded = [*cells, *[""] * (len(columns) - len(cells))]
    values = dict(zip(columns, padded, strict=False))
    for name in ("article", "from", "to", "id"):
        if not values[name].strip():
            raise InterchangeError(f"a row without `{name}`; fill it in or remove the row", path=path, line=line)
    return values


def _pair(values: dict[str, str], path: Path, line: int) -> Pair:
    word = values.get("state", "").strip().lower()
    if word not in _DONE | _OPEN:
        message = f"`state` cannot be `{word}`; write accepted or draft"
        raise InterchangeError(message, path=path, line=line)
    target, context = values["target"] if values["target"].strip() else "", values.get("context", "").strip()
    return Pair(
        values["id"].strip().removeprefix("#"),
        values["source"],
        target,
        State.MISSING if not target else State.ACCEPTED if word in _DONE else State.DRAFT,
        key=context.removeprefix(FRONT_MATTER) if context.startswith(FRONT_MATTER) else "",
        form={"HTML": "html", "attribute": "plain", "front": "plain"}.get(context.partition(" ")[0], "markdown"),
        fingerprint=values.get("exported", "").strip(),
        line=line,
        comments=tuple(filter(None, (" ".join(text.split()) for text in values.get("comment", "").splitlines()))),
    )
