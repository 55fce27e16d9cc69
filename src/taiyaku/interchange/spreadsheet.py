"""Tables that spreadsheets read and write: CSV and TSV, with cells that no spreadsheet evaluates.

A cell that a spreadsheet would take for a formula is written with an apostrophe in front, which the spreadsheet hides;
reading removes it again (OWASP, CSV Injection).
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from taiyaku.errors import InterchangeError

_FORMULA = "[=+\\-@\t\r＝＋－＠]"
_LONE = re.compile("[\ud800-\udfff]")  # halves of surrogate pairs, which UTF-8 cannot represent


def write_table(rows: Iterable[Sequence[str]], *, delimiter: str = ",") -> bytes:
    """Write rows as UTF-8 with a byte order mark, without which Excel does not read it as UTF-8."""
    out = io.StringIO()
    table = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    table.writerows([escape_formula(cell) for cell in row] for row in rows)
    return codecs.BOM_UTF8 + _LONE.sub("\ufffd", out.getvalue()).encode()


def read_table(text: str, *, delimiter: str, path: Path | str | None = None) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, each with the line on which it begins.

    Raises:
        InterchangeError: While iterating: a quote is not closed, or a row is otherwise broken.
    """
    table = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in table:
            cells = [unescape_formula(cell) for cell in row]
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = table.line_num + 1
    except csv.Error as error:
        raise InterchangeError(f"not a table: {error}", path=path, line=table.line_num) from None


def decode_table(raw: bytes, path: Path | str | None = None) -> str:
    """The text of a table that a spreadsheet wrote.

    Raises:
        InterchangeError: It is neither UTF-8 nor UTF-16 with a byte order mark.
    """
    encoding = "utf-16" if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InterchangeError("not UTF-8; save it as “CSV UTF-8”", path=path, line=line) from None


def escape_formula(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if re.match(f"'*{_FORMULA}", cell) else cell


def unescape_formula(cell: str) -> str:
    """A cell without the apostrophe that ``escape_formula`` put in front."""
    return cell[1:] if re.match(f"'+{_FORMULA}", cell) else cell
