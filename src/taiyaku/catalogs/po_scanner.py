"""A strict look at a PO file before Babel reads it.

Babel takes an unterminated string without a word, merges an entry that stands twice, and knows ``#|`` only as a
translator's comment of which it drops equal lines. What it would let pass is refused here, and the previous sources are
read here.
"""

from __future__ import annotations

import re

from babel.messages.pofile import unescape

from taiyaku.errors import CatalogError

_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_KEYWORD = re.compile(r"(msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)\s+(?=\")")
_CONFLICT = re.compile(r"<{7}(?: |$)|={7}$|>{7}(?: |$)|\|{7}(?: |$)")
_AFTER = {
    "msgctxt": {""},
    "msgid": {"", "msgctxt"},
    "msgid_plural": {"msgid"},
    "msgstr": {"msgid", "msgid_plural", "msgstr"},
}
"""What may stand before each keyword in an entry."""

_RESTORE = "restore it from version control"
_RESOLVE = "resolve it entry by entry, or have taiyaku merge-catalog do it: docs/git.md"


def scan_po(text: str, shown: str) -> tuple[str, dict[tuple[str, str], str]]:
    """Go through a PO file line by line.

    Args:
        text: The file.
        shown: Its name in errors.

    Returns:
        The header's text, and the previous source (``#|``) of each entry by context and source.

    Raises:
        CatalogError: It is damaged or in conflict; with the line.
    """
    scanner = _Scanner(shown)
    for number, line in enumerate(text.split("\n"), 1):
        scanner.line(number, line)
    scanner.finish()
    return scanner.header, scanner.previous


class _Scanner:
    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.header = ""
        self.previous: dict[tuple[str, str], str] = {}
        self.seen: dict[tuple[str | None, str], int] = {}
        self.entry: dict[str, list[str]] = {}
        self.keyword = ""
        """The keyword whose strings are read, nothing between entries."""
        self.before: list[str] = []
        """The ``#|`` lines of the entry to come."""
        self.start = 1
        self.obsolete = False

    def error(self, message: str, line: int) -> CatalogError:
        return CatalogError(message, path=self.shown, line=line)

    def line(self, number: int, line: str) -> None:
        if _CONFLICT.match(line):
            raise self.error(
                "unresolved merge conflict; resolve it entry by entry, or let taiyaku merge-catalog: docs/git.md",
                number,
            )
        text = line.strip()
        if text.startswith("#~") and not text.startswith("#~|"):
            self.words(number, text[2:].strip(), obsolete=True)
        elif text.startswith("#"):
            if self.keyword == "msgstr":
                self.finish()
            if text.startswith("#|"):
                self.before.append(text[2:].strip())
        elif text:
            self.words(number, text, obsolete=False)

    def words(self, number: int, text: str, *, obsolete: bool) -> None:
        """A line of an entry: a keyword with a string, or a string that goes on."""
        found = _KEYWORD.match(text)
        name = found[1].partition("[")[0] if found else self.keyword
        if found and name in {"msgctxt", "msgid"} and self.keyword == "msgstr":
            self.finish()
        if found and not self.keyword:
            self.start, self.obsolete = number, obsolete
        string = text[found.end() :] if found else text
        match = _STRING.fullmatch(string)
        if match is None:
            unclosed = string.startswith('"')
            what = "a string without its closing quote" if unclosed else f"`{text[:30]}` is not PO"
            raise self.error(f"damaged: {what}; {_RESTORE}", number)
        twice = found and found[1] == "msgstr" == self.keyword
        if not name or twice or (found and self.keyword not in _AFTER[name]):
            what = f"{name} out of place" if name else "a string that belongs to nothing"
            raise self.error(f"damaged: {what}; {_RESTORE}", number)
        self.entry.setdefault(name, []).append(unescape(match[0]))
        self.keyword = name

    def finish(self) -> None:
        """Take in the entry that was read."""
        if not self.entry:
            return
        if "msgstr" not in self.entry:
            raise self.error(f"damaged: this entry has no msgstr; {_RESTORE}", self.start)
        context = "".join(self.entry["msgctxt"]) if "msgctxt" in self.entry else None
        source = "".join(self.entry["msgid"])
        if not self.obsolete:
            if (context, source) in self.seen:
                line = self.seen[context, source]
                raise self.error(f"damaged: the entry of line {line} again; remove one", self.start)
            if not self.seen and not source and context is None:
                self.header = "".join(self.entry["msgstr"])
            self.seen[context, source] = self.start
            if self.before:
                self.previous[context or "", source] = _previous(self.before)
        self.entry, self.before, self.keyword = {}, [], ""


def _previous(lines: list[str]) -> str:
    """The text of ``#| msgid "…"`` and of the lines it goes on over."""
    out: list[str] = []
    reading = False
    for line in lines:
        if line.startswith("msg"):
            reading = line.startswith("msgid")
        if reading:
            out += [unescape(match[0]) for match in _STRING.finditer(line)]
    return "".join(out)
