"""The interface of a check: a pure function from a unit, its translation and their context to problems.

A check is one module. Its docstring is its page in the manual, and its ``CHECK`` is its entry in the registry. It reads
no files and gets its terms from the context. Checks of words (terms, sentences, scripts) do not see codes: every
character of a code is replaced by ``MASK``.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from taiyaku.language.scripts import text_extent
from taiyaku.markdown.inline import Code, Piece, Role, codes, mask_codes, pieces, prose
from taiyaku.model import AvoidedUse, Document, Kind, Severity, Term, TermUse, Unit


class Terms(Protocol):
    """What the checks need from a glossary; ``glossary.match.TermMatcher`` implements it.

    Texts are masked: every character that is not prose is replaced, so that offsets are those of the unit.
    """

    def find_uses(self, text: str) -> tuple[TermUse, ...]:
        """The terms in a source text, without overlaps; the longest match wins."""

    def is_rendered(self, term: Term, text: str) -> bool:
        """Whether a target text has an approved rendering of the term."""

    def is_expanded(self, term: Term, text: str) -> bool:
        """Whether a target text has the long form of a term; true also if the term has none."""

    def is_enforced(self, term: Term) -> bool:
        """Whether translations must use the term."""

    def find_avoided(self, text: str, *, source: str | None = None) -> Sequence[AvoidedUse]:
        """Forbidden renderings in a target text."""

    def find_altered(self, term: Term, text: str) -> TermUse | None:
        """What a target text has in place of a term that must stay unchanged; None if nothing similar."""


_OUTSIDE = (Kind.FRONT_MATTER, Kind.HEADING, Kind.TITLE, Kind.ATTRIBUTE, Kind.REFERENCE)
_READ_LATER = {Kind.FOOTNOTE: 1, **dict.fromkeys(_OUTSIDE, 2)}
"""The kinds of units outside the running text, with their order after it."""


@dataclass(frozen=True, slots=True)
class Context:
    """The information that a check has besides the unit and its translation."""

    document: Document
    """The source article."""
    translations: Mapping[str, str] = field(default_factory=dict)
    """All translations of the article, by unit id."""
    source_locale: str = "ja"
    target_locale: str = "en"
    terms: Terms | None = None
    links: tuple[str, ...] = ("/{locale}/",)
    """Patterns of the link destinations that name the locale."""
    target: Document | None = None
    """The assembled target article, for document checks; None if there is none yet."""
    target_path: str = ""
    """The target file's name in findings that concern one of its lines."""
    front_matter: tuple[str, ...] | None = None
    """Patterns of the front matter values that may differ; None for those that the settings translate or set."""
    views: MutableMapping[tuple[str, bool, str], Any] = field(default_factory=dict, repr=False, compare=False)
    """Cached views of texts, which many checks share; ``replace`` passes the cache on."""
    _length_bias: list[float] = field(default_factory=list, init=False, repr=False, compare=False)

    def with_text(self, unit: Unit, text: str) -> Context:
        """The context with another text for one unit, as while a person types it; other units are not read again."""
        views = ChainMap({}, self.views)  # views of the typed text are not kept
        other = replace(self, translations={**self.translations, unit.id: text}, views=views)
        other._length_bias.append(self.length_bias())
        return other

    def prose(self, unit: Unit, text: str) -> str:
        """A text of the unit as a reader sees it, with one ``MASK`` for each code."""
        return text if unit.plain else str(self._view("prose", prose, unit, text))

    def masked(self, unit: Unit, text: str) -> str:
        """A text of the unit with every character that is not prose masked; offsets are unchanged."""
        return text if unit.plain else str(self._view("masked", mask_codes, unit, text))

    def codes(self, unit: Unit, text: str) -> tuple[Code, ...]:
        """The codes of a text of the unit, in order."""
        found: tuple[Code, ...] = () if unit.plain else self._view("codes", codes, unit, text)
        return found

    def pieces(self, unit: Unit, text: str) -> tuple[Piece, ...]:
        """A text of the unit cut into prose and codes."""
        if unit.plain:
            return (Piece(Role.TEXT, "text", text, text),)
        found: tuple[Piece, ...] = self._view("pieces", pieces, unit, text)
        return found

    def first_use(self, term: Term) -> Unit | None:
        """The first unit of running text, in reading order, whose source uses a term of the glossary.

        Footnotes are read last; headings, titles and attributes count only if no running text uses the term.
        """
        # This depends on the source alone, so it is cached even while a person types a translation.
        key, views = (
            ("first uses", False, ""),
            self.views.maps[-1] if isinstance(self.views, ChainMap) else self.views,
        )
        if key not in views:
            first: dict[int, Unit] = {}
            for unit in sorted(self.document.units, key=lambda unit: _READ_LATER.get(unit.kind, 0)):
                for use in self.terms.find_uses(self.masked(unit, unit.source)) if self.terms else ():
                    first.setdefault(id(use.term), unit)
            views[key] = first
        found: Unit | None = views[key].get(id(term))
        return found

    def length_bias(self) -> float:
        """The length of this article's translation relative to the usual length: about 1.

        Translators differ in brevity, and a missing sentence is easier to detect against the translator's own.
        """
        if not self._length_bias:
            # Start from a text of usual length, because a few units do not show how brief a translator is.
            expected = actual = 400.0
            for unit in self.document.units:
                text = self.translations.get(unit.id, "")
                if text and text != unit.source:
                    expected += text_extent(self.prose(unit, unit.source))
                    actual += text_extent(self.prose(unit, text))
            self._length_bias.append(min(max(actual / expected, 0.75), 1.25))
        return self._length_bias[0]

    def _view(self, name: str, make: Callable[..., Any], unit: Unit, text: str) -> Any:
        key = name, unit.writer == "html", text
        if key not in self.views:
            self.views[key] = make(text, self.document.reading_of(unit))
        return self.views[key]


@dataclass(frozen=True, slots=True)
class Problem:
    """A check's result, which ``run`` turns into a ``Finding``."""

    message: str
    """One line: what is wrong; what to do."""
    fix: str = ""
    """The whole corrected translation, if the check is certain."""
    unit: Unit | None = None
    """The unit that it is about, for document checks."""
    line: int = 0
    """The line that it is about, if not a unit."""
    in_target: bool = False
    """Whether that is a line of the target instead of the source."""
    severity: Severity | None = None
    """A severity below that of the check, as for a term that the glossary enforces as a warning."""


def times(count: int) -> str:
    """``once``, ``twice``, ``3 times``, for messages."""
    return {0: "not at all", 1: "once", 2: "twice"}.get(count, f"{count} times")


def shorten(text: str, most: int = 50) -> str:
    """A text on one line, shortened to at most ``most`` characters, for messages."""
    text = " ".join(text.split())
    return f"{text[: most - 1]}…" if len(text) > most else text


UnitCheck = Callable[[Unit, str, Context], Iterable[Problem]]
DocumentCheck = Callable[[Context], Iterable[Problem]]


@dataclass(frozen=True, slots=True)
class Check:
    """An entry of the registry; a check of articles has ``unit``, ``document`` or both."""

    id: str
    severity: Severity
    """The default; the settings may override it."""
    summary: str
    """What it finds, in a few words."""
    unit: UnitCheck | None = None
    document: DocumentCheck | None = None
    checks_untranslated: bool = False
    """Whether ``unit`` is also called for parts that are not units, such as table cells of figures, if a target written
    by hand differs there."""
