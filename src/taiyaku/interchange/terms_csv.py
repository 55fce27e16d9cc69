r"""Glossaries as CSV or TSV for spreadsheets, one entry per row.

The first row names the columns: the fields of an entry, and for each target locale ``en``, ``en also``, ``en avoid``.
Several texts in one field are separated by semicolons (``\;`` is a semicolon in a text).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import MappingProxyType

from taiyaku.errors import InterchangeError
from taiyaku.glossary.edit_file import fields_of
from taiyaku.glossary.read_file import TERM
from taiyaku.interchange.spreadsheet import decode_table, read_table, write_table
from taiyaku.interchange.term_base import TermBase
from taiyaku.language.locales import project_locale
from taiyaku.model import Rendering, Severity, Term

_FIELDS = ("term", "variants", "keep")
_MORE = ("expand", "note", "domain", "match", "case", "enforce", "status", "part_of_speech")
_CHOICES = {field.name: field.choices for field in TERM if field.choices}
_YES, _NO = {"true", "yes", "1", "x", "○", "はい"}, {"", "false", "no", "0", "いいえ"}


def write(terms: Iterable[Term], *, targets: Sequence[str], delimiter: str = ",") -> bytes:
    """Write terms as a table, separated by commas or, for TSV, tabs, in UTF-8 with a byte order mark."""
    renderings = [name for locale in targets for name in (locale, f"{locale} also", f"{locale} avoid")]
    rows = [[*_FIELDS, *renderings, *_MORE]]
    for term in terms:
        row = [term.term, _join(term.variants), "true" if term.keep else ""]
        for locale in targets:
            rendering = term.renderings.get(locale, Rendering(""))
            row += [rendering.use, _join(rendering.also), _join(rendering.avoid)]
        fields = fields_of(term)
        rows.append([*row, *(str(fields.get(name, "")) for name in _MORE)])
    return write_table(rows, delimiter=delimiter)


def read(raw: bytes, *, targets: Sequence[str] = (), delimiter: str = ",", path: Path | str | None = None) -> TermBase:
    """Read a table of terms.

    Args:
        raw: The file: UTF-8 with or without a byte order mark, or UTF-16 with one.
        targets: The project's locales; a column ``en-US`` counts as ``en`` where the project has only that.
        delimiter: A comma, or a tab for TSV; a semicolon or tab in place of the comma is recognized.
        path: For messages.

    Raises:
        InterchangeError: It cannot be decoded, is not a table, or has a control character or an unknown column.
    """
    text = decode_table(raw, path)
    if odd := re.search(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]", text):
        line = text.count("\n", 0, odd.start()) + 1
        raise InterchangeError(f"contains a control character (U+{ord(odd[0]):04X}); remove it", path=path, line=line)
    first = text.partition("\n")[0]
    if delimiter == "," and "," not in first:
        # Excel writes semicolons in locales whose decimal mark is a comma, and tabs as "Unicode text".
        delimiter = next((mark for mark in ";\t" if mark in first), delimiter)
    found: list[tuple[int, Term | str]] = []
    columns: list[tuple[str, str]] = []
    for line, row in read_table(text, delimiter=delimiter, path=path):
        cells = [cell.strip() for cell in row]
        if not columns:
            columns = _columns(cells, targets, path, line)
        else:
            found.append((line, _term(dict(zip(columns, cells, strict=False)), line)))
    return TermBase.of(found)


def _join(texts: Sequence[str]) -> str:
    return "; ".join(text.replace("\\", "\\\\").replace(";", "\\;") for text in texts)


def _split(cell: str) -> tuple[str, ...]:
    parts = re.findall(r"(?:[^;\\]|\\.|\\$)+", cell)
    texts = (re.sub(r"\\([;\\])", r"\1", part).strip() for part in parts)
    return tuple(filter(None, texts))


def _columns(cells: Sequence[str], targets: Sequence[str], path: Path | str | None, line: int) -> list[tuple[str, str]]:
    """Each column as (field, "") or (locale, ``use``, ``also`` or ``avoid``)."""
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
            raise InterchangeError(f"unknown column `{cell}`; use one of {known}", path=path, line=line)
    if ("term", "") not in columns:
        raise InterchangeError("no column `term`; the first row names the columns", path=path, line=line)
    for column in columns:
        if columns.count(column) > 1:
            name = " ".join(filter(None, column))
            raise InterchangeError(f"the column `{name}` occurs twice; remove one", path=path, line=line)
    return columns


def _term(cells: dict[tuple[str, str], str], line: int) -> Term | str:
    """The term of a row, or why it is skipped."""
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
            return f"`{name}` is a `keep` term, yet has the rendering `{use}`"
        use = use if keep in _NO else ""
        if use or also or avoid:
            renderings[locale] = Rendering(use, _split(also), _split(avoid))
    return Term(
        name,
        variants=_split(fields.get("variants", "")),
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
