"""Read and write a catalog as a gettext PO file, which Poedit, Weblate and ``msgfmt`` read too.

``babel.messages`` parses and formats the entries. Babel also accepts unterminated strings, merges repeated entries, and
takes ``#|`` for a translator's comment. So every line is checked on its way to Babel, and the ``#|`` lines, which Babel
never sees, are read and written here.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog as Messages
from babel.messages.catalog import Message
from babel.messages.pofile import PoFileError, PoFileParser, escape, normalize, unescape, write_po

from taiyaku.catalogs.catalog import Catalog, Entry
from taiyaku.errors import CatalogError, decode_utf8
from taiyaku.model import State

_ORIGIN = "origin: "
_WAS_DRAFT = "was a draft"
"""Comment of an obsolete entry, which has no flags."""
_DRAFT = "draft: "
"""Start of the comment that keeps what the machine drafted: one line, a JSON string."""
_GUESSED = frozenset({"python-format", "python-brace-format"})
"""Flags that Babel adds to anything that looks like a format string, even prose such as ``50% s`` or ``{}``, and that
msgfmt would then enforce."""
_UNWRAPPED = 1_000_000_000
"""Columns; lines are not wrapped, since every changed word would move the line breaks."""

_RESTORE = "restore it from version control"


# ── Read ────────────────────────────────────────────────────────────────────


def read_catalog(path: Path, *, shown: str | None = None) -> Catalog | None:
    """Read a PO file; None if there is none.

    Raises:
        CatalogError: The file is damaged, in conflict or not UTF-8; with the line. The file is left unchanged.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CatalogError(f"cannot be read: {error.strerror}", path=shown or path) from None
    return parse_catalog(raw, shown=shown or str(path))


def parse_catalog(raw: bytes, *, shown: str) -> Catalog:
    """Parse the bytes of a PO file; ``shown`` is its name in errors.

    Raises:
        CatalogError: As ``read_catalog``.
    """
    text = decode_utf8(raw, CatalogError, path=shown, remedy=_RESTORE).removeprefix("\ufeff")
    lines, messages = _CheckedLines(text, shown), _DistinctMessages(shown)
    try:
        PoFileParser(messages, abort_invalid=True).parse(lines)
    except (PoFileError, ValueError, IndexError) as error:
        at: int | None = getattr(error, "lineno", None)
        line_of_error = None if at is None else at + 1
        raise CatalogError(f"damaged: {error}; {_RESTORE}", path=shown, line=line_of_error) from None
    headers = tuple(
        (name.strip(), value.strip())
        for name, colon, value in (line.partition(":") for line in messages.header.split("\n"))
        if colon
    )
    entries = [_entry(message, lines.previous, obsolete=False) for message in messages if message.id]
    entries += [_entry(message, {}, obsolete=True) for message in messages.obsolete.values()]
    return Catalog(headers, tuple(entries))


class _DistinctMessages(Messages):
    """Babel's catalog, except that a duplicate entry is an error and the header is kept as written."""

    def __init__(self, shown: str) -> None:
        super().__init__()
        self.shown = shown
        self.header = ""
        self._lines: dict[tuple[str | None, str], int] = {}

    def __setitem__(self, id: str | tuple[str, ...] | list[str], message: Message) -> None:  # noqa: A002 - Babel's name
        key, line = (message.context, _singular(message.id)), message.lineno or 1
        if key in self._lines:
            raise CatalogError(
                f"damaged: repeats the entry on line {self._lines[key]}; remove one", path=self.shown, line=line
            )
        if key == (None, "") and not self._lines:
            self.header = _singular(message.string)
        self._lines[key] = line
        super().__setitem__(id, message)


class _CheckedLines:
    """The lines of a PO file for Babel, without those of previous sources.

    Iterating raises CatalogError at the first line that is damaged or part of a merge conflict.
    """

    def __init__(self, text: str, shown: str) -> None:
        self.text = text
        self.shown = shown
        self.previous: dict[int, str] = {}
        """The previous source (``#|``) by the line of its entry's ``msgid``."""
        self._keyword = ""
        """The keyword whose strings are being read; empty between entries."""
        self._start = self._msgid = 0
        """Lines of the entry: its first keyword, and its ``msgid``."""
        self._obsolete = False
        self._before: list[str] = []
        """The ``#|`` lines of the entry."""

    def __iter__(self) -> Iterator[str]:
        for number, raw in enumerate(self.text.split("\n"), 1):
            if _CONFLICT.match(raw):
                advice = "resolve it entry by entry, or let taiyaku merge-catalog do it: docs/git.md"
                raise self._error(f"unresolved merge conflict; {advice}", number)
            line = raw.strip()
            if line.startswith("#") and (not line.startswith("#~") or line.startswith("#~|")):
                if self._keyword != "msgctxt":
                    self._finish()
                if line.startswith(("#|", "#~|")):
                    self._before += [line[2:].strip()] if line[1] == "|" else []
                    line = ""
            elif line:
                self._check(number, line.removeprefix("#~").strip(), obsolete=line[0] == "#")
            yield line
        self._finish()

    def _check(self, number: int, line: str, *, obsolete: bool) -> None:
        """Check a keyword with its string, or a string that continues the one before."""
        match = _STRING_LINE.fullmatch(line)
        if match is None:
            unclosed = _KEYWORD.sub("", line, count=1).startswith('"')
            problem = "a string without its closing quote" if unclosed else f"`{line[:30]}` is not PO"
            raise self._error(f"damaged: {problem}; {_RESTORE}", number)
        written = match[1]
        if not written:
            if not self._keyword:
                raise self._error(f"damaged: a string outside an entry; {_RESTORE}", number)
            return
        keyword = "msgstr[]" if written[-1] == "]" else written
        if self._keyword in _LAST and keyword in {"msgctxt", "msgid"}:
            self._finish()
        if not self._keyword:
            self._start, self._obsolete = number, obsolete
        if self._keyword not in _ALLOWED_AFTER[keyword]:
            raise self._error(f"damaged: {written} out of place; {_RESTORE}", number)
        if keyword == "msgid":
            self._msgid = number
        self._keyword = keyword

    def _finish(self) -> None:
        """End the entry being read, if any."""
        if not self._keyword:
            return
        if self._keyword not in _LAST:
            raise self._error(f"damaged: this entry has no msgstr; {_RESTORE}", self._start)
        if self._before and not self._obsolete:
            self.previous[self._msgid] = _previous_source(self._before)
        self._keyword, self._before = "", []

    def _error(self, message: str, line: int) -> CatalogError:
        return CatalogError(message, path=self.shown, line=line)


_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*"'
_KEYWORD = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?) \s*(?=\")")
_STRING_LINE = re.compile(rf"(?:{_KEYWORD.pattern})?{_STRING}")
_ALLOWED_AFTER = {
    "msgctxt": {""},
    "msgid": {"", "msgctxt"},
    "msgid_plural": {"msgid"},
    "msgstr": {"msgid"},
    "msgstr[]": {"msgid_plural", "msgstr[]"},
}
"""The keywords that may precede each keyword of an entry."""
_LAST = {"msgstr", "msgstr[]"}
"""The keywords that an entry may end with."""
_CONFLICT = re.compile(r"<{7}(?: |$)|={7}$|>{7}(?: |$)|\|{7}(?: |$)")
_QUOTED = re.compile(_STRING)


def _previous_source(lines: list[str]) -> str:
    """The string of ``#| msgid "…"`` and of the lines that continue it."""
    strings: list[str] = []
    reading = False
    for line in lines:
        if line.startswith("msg"):
            reading = line.startswith("msgid")
        if reading:
            strings += map(unescape, _QUOTED.findall(line))
    return "".join(strings)


def _singular(text: str | tuple[str, ...] | list[str]) -> str:
    """A message's text; the singular if it has plural forms."""
    return text if isinstance(text, str) else text[0]


def _entry(message: Message, previous: dict[int, str], *, obsolete: bool) -> Entry:
    text = _singular(message.string)
    comments: list[str] = []
    origin, draft, fuzzy = "", "", "fuzzy" in message.flags
    for comment in message.user_comments:
        if comment.startswith(_ORIGIN):
            origin = comment.removeprefix(_ORIGIN).strip()
        elif drafted := _draft_in(comment):
            draft = drafted
        elif comment == _WAS_DRAFT:
            fuzzy = True
        else:
            comments.append(comment)
    before = previous.get(message.lineno or 0, "")
    if not text:
        state = State.MISSING
    elif fuzzy:
        state = State.OUTDATED if before else State.DRAFT
    else:
        state = State.ACCEPTED
    return Entry(
        _singular(message.id),
        text,
        message.context or "",
        state,
        origin,
        before if state is State.OUTDATED else "",
        tuple(comments),
        tuple(message.auto_comments),
        tuple((file, line or 0) for file, line in message.locations),
        tuple(sorted(message.flags - _GUESSED - {"", "fuzzy"})),
        obsolete,
        draft,
    )


def _draft_in(comment: str) -> str:
    """The machine's draft in a comment; empty if the comment is a person's."""
    if comment.startswith(f'{_DRAFT}"'):
        with contextlib.suppress(ValueError):
            return str(json.loads(comment.removeprefix(_DRAFT)))
    return ""


# ── Write ───────────────────────────────────────────────────────────────────


def format_catalog(catalog: Catalog) -> str:
    """The text of a catalog's PO file; equal catalogs give equal texts."""
    messages = Messages(fuzzy=False)
    for entry in catalog.entries:
        message = _message(entry)
        if entry.obsolete:
            messages.obsolete[entry.key] = message
        else:
            messages[entry.source] = message
    out = io.BytesIO()
    write_po(out, messages, width=_UNWRAPPED, omit_header=True)
    blocks = out.getvalue().decode("utf-8").strip("\n").split("\n\n")
    for index, message in enumerate(message for message in messages if message.id):
        if message.previous_id:
            blocks[index] = _with_previous(blocks[index], message.previous_id[0])
    header = "".join(f'"{escape(f"{name}: {value}")[1:-1]}\\n"\n' for name, value in catalog.headers)
    body = "\n\n".join(blocks)
    return f'msgid ""\nmsgstr ""\n{header}' + (f"\n{body}\n" if body else "")


def _message(entry: Entry) -> Message:
    is_draft = entry.state in {State.DRAFT, State.OUTDATED}
    comments = [*entry.comments, *([_ORIGIN + entry.origin] if entry.origin else [])]
    if entry.draft:
        comments.append(_DRAFT + json.dumps(entry.draft, ensure_ascii=False))
    if entry.obsolete and is_draft:
        comments.append(_WAS_DRAFT)
    message = Message(
        entry.source,
        entry.text,
        locations=entry.places,
        flags=[*entry.flags, *(["fuzzy"] if is_draft and not entry.obsolete else [])],
        auto_comments=entry.notes,
        user_comments=comments,
        previous_id=[entry.previous] if entry.state is State.OUTDATED else (),
        context=entry.context or None,
    )
    message.flags -= _GUESSED
    return message


def _with_previous(block: str, previous: str) -> str:
    """An entry with its ``#|`` lines behind the other comments; Babel would wrap them as if they were prose."""
    lines = f"msgid {normalize(previous, width=_UNWRAPPED)}".split("\n")
    return _FIRST_KEYWORD.sub(lambda _: "".join(f"#| {line}\n" for line in lines), block, count=1)


_FIRST_KEYWORD = re.compile("^(?=msg)", re.MULTILINE)


def quote(text: str) -> str:
    """A text as PO quotes it, on one line."""
    return str(escape(text))
