r"""Glossaries as CSV or TSV for spreadsheets, one entry a row.

The first row names the columns: the fields of an entry, and for each target locale ``en``, ``en also``, ``en avoid``.
Where a field holds several texts they are parted by semicolons (``\;`` is one that does not part).

A cell that a spreadsheet would take for a formula is written with an apostrophe before it, which it hides; reading
takes it off again (OWASP, CSV Injection).
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import MappingProxyType

from taiyaku.errors import InterchangeError
from taiyaku.interchange.term_base import Incoming
from taiyaku.language.locales import project_locale
from taiyaku.model import Rendering, Severity, Term

_FIELDS = ("term", "variants", "keep")
_MORE = ("expand", "note", "domain", "match", "case", "enforce", "status", "part_of_speech")
_CHOICES = {
    "match": ("exact", "word"),
    "case": ("keep",),
    "enforce": ("error", "warning", "off"),
    "status": ("approved", "proposed"),
}
_FORMULA = "[=+\\-@\t\r＝＋－＠]"
_YES, _NO = {"true", "yes", "1", "x", "○", "はい"}, {"", "false", "no", "0", "いいえ"}


def write(terms: Iterable[Term], *, targets: Sequence[str], delimiter: str = ",") -> bytes:
    """Write terms as a table.

    Args:
        terms: In the order of the rows.
        targets: Locales to write.
        delimiter: A comma, or a tab for TSV.

    Returns:
        The file: UTF-8 with a byte order mark, without which Excel does not read it as UTF-8.
    """
    out = io.StringIO()
    table = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    renderings = [name for locale in targets for name in (locale, f"{locale} also", f"{locale} avoid")]
    table.writerow([*_FIELDS, *renderings, *_MORE])
    for term in terms:
        row = [term.term, _joined(term.variants), "true" if term.keep else ""]
        for locale in targets:
            rendering = term.renderings.get(locale, Rendering(""))
            row += [rendering.use, _joined(rendering.also), _joined(rendering.avoid)]
        row += [
            term.expand,
            term.note,
            term.domain,
            term.match if term.match != "exact" else "",
            term.case,
            str(term.enforce) if term.enforce is not Severity.ERROR else "",
            term.status if term.status != "approved" else "",
            term.part_of_speech,
        ]
        table.writerow([defused(cell) for cell in row])
    return codecs.BOM_UTF8 + out.getvalue().encode()


def read(raw: bytes, *, targets: Sequence[str] = (), delimiter: str = ",", path: Path | str | None = None) -> Incoming:
    """Read a table of terms.

    Args:
        raw: The file: UTF-8 with or without a byte order mark, or UTF-16 with one.
        targets: The project's locales; a column ``en-US`` is that of ``en`` where only that is known.
        delimiter: A comma, or a tab for TSV; a semicolon or tab instead of the comma is seen by itself.
        path: For messages.

    Raises:
        InterchangeError: It cannot be decoded, is no table, holds a control character or a column that is not known.
    """
    text = decoded(raw, path)
    if odd := re.search(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]", text):
        line = text.count("\n", 0, odd.start()) + 1
        raise InterchangeError(f"holds a control character (U+{ord(odd[0]):04X}); remove it", path=path, line=line)
    first = text.partition("\n")[0]
    if delimiter == "," and "," not in first:
        # A semicolon is what Excel writes where the comma is the decimal mark, a tab what it calls Unicode text.
        delimiter = next((mark for mark in ";\t" if mark in first), delimiter)
    table = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    terms: list[Term] = []
    skipped: list[tuple[int, str]] = []
    columns: list[tuple[str, str]] = []
    try:
        for row in table:
            cells = [plain(cell).strip() for cell in row]
            if not any(cells):
                continue
            if not columns:
                columns = _columns(cells, targets, path, table.line_num)
                continue
            found = _term(dict(zip(columns, cells, strict=False)), table.line_num)
            if isinstance(found, Term):
                terms.append(found)
            else:
                skipped.append((table.line_num, found))
    except csv.Error as error:
        raise InterchangeError(f"not a table: {error}", path=path, line=table.line_num) from None
    return Incoming(tuple(terms), tuple(skipped))


def decoded(raw: bytes, path: Path | str | None = None) -> str:
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


def defused(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if re.match(f"'*{_FORMULA}", cell) else cell


def plain(cell: str) -> str:
    """A cell without the apostrophe that ``defused`` put before it."""
    return cell[1:] if re.match(f"'+{_FORMULA}", cell) else cell


def _joined(texts: Sequence[str]) -> str:
    return "; ".join(text.replace("\\", "\\\\").replace(";", "\\;") for text in texts)


def _parted(cell: str) -> tuple[str, ...]:
    parts = re.findall(r"(?:[^;\\]|\\.|\\$)+", cell)
    texts = (re.sub(r"\\([;\\])", r"\1", part).strip() for part in parts)
    return tuple(filter(None, texts))


def _columns(cells: Sequence[str], targets: Sequence[str], path: Path | str | None, line: int) -> list[tuple[str, str]]:
    """What each column holds: a field and nothing, or a locale and ``use``, ``also`` or ``avoid``."""
    columns = []
    for cell in cells:
        name = re.sub(r"[\s_]+", " ", cell.lower()).strip()
        field = name.replace(" ", "_")
        locale = re.fullmatch(r"([a-z]{2,3}(?:[- ][a-z0-9]{2,8})*?)(?: (use|also|avoid))?", name)
        if field in (*_FIELDS, *_MORE):
            columns.append((field, ""))
        elif locale:
            columns.append((project_locale(locale[1].replace(" ", "-"), targets), locale[2] or "use"))
        else:
            known = ", ".join((*_FIELDS, *(targets or ("en",)), *_MORE))
            raise InterchangeError(f"unknown column `{cell}`; known are {known}", path=path, line=line)
    if ("term", "") not in columns:
        raise InterchangeError("no column `term`; the first row names the columns", path=path, line=line)
    for column in columns:
        if columns.count(column) > 1:
            name = " ".join(filter(None, column))
            raise InterchangeError(f"the column `{name}` stands twice; remove one", path=path, line=line)
    return columns


def _term(cells: dict[tuple[str, str], str], line: int) -> Term | str:
    """The term of a row, or why it is none."""
    fields = {name: cell for (name, part), cell in cells.items() if not part}
    name = " ".join(fields["term"].split())
    if not name:
        return "has no term"
    for field, choices in _CHOICES.items():
        value = fields.get(field, "").lower()
        if value and value not in choices:
            return f"`{name}`: `{field}` cannot be `{value}`; it can be {' or '.join(choices)}"
        fields[field] = value
    keep = fields.get("keep", "").lower()
    if keep not in _YES | _NO:
        return f"`{name}`: `keep` cannot be `{keep}`; it is true or empty"
    renderings = {}
    for locale in dict.fromkeys(locale for locale, part in cells if part):
        use, also, avoid = (cells.get((locale, part), "") for part in ("use", "also", "avoid"))
        use = " ".join(use.split())
        if keep in _YES and use not in {"", name}:
            return f"`{name}` is to be kept, yet has the rendering `{use}`"
        use = use if keep in _NO else ""
        if use or also or avoid:
            renderings[locale] = Rendering(use, _parted(also), _parted(avoid))
    return Term(
        name,
        variants=_parted(fields.get("variants", "")),
        renderings=MappingProxyType(renderings),
        keep=keep in _YES,
        expand=fields.get("expand", ""),
        note=fields.get("note", ""),
        domain=fields.get("domain", ""),
        match=fields["match"] or "exact",
        case=fields["case"],
        enforce=Severity(fields["enforce"] or "error"),
        status=fields["status"] or "approved",
        part_of_speech=fields.get("part_of_speech", ""),
        line=line,
    )
