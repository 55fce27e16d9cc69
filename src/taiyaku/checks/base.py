"""What a check is: a pure function from a unit, its translation and their context to problems.

A check is one module. Its docstring is its page in the manual; ``CHECK`` names it. It never reads a file, and it gets
its terms in the context. What is said of words here (terms, sentences, scripts) is never about the codes between them:
every character of a code is ``MASK``.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Protocol

from taiyaku.language.scripts import text_extent
from taiyaku.markdown.inline import Code, Piece, Role, codes, masked, pieces, prose
from taiyaku.model import Document, Kind, Severity, Term, TermUse, Unit


class AvoidedRendering(Protocol):
    """A rendering that the glossary forbids, where it stands in a translation."""

    @property
    def term(self) -> Term:
        """The entry that forbids it."""

    @property
    def start(self) -> int:
        """Offset in the text that was looked into."""

    @property
    def end(self) -> int:
        """Offset after it."""

    @property
    def text(self) -> str:
        """As it stands there."""

    @property
    def replacement(self) -> str:
        """The approved rendering in the same form; nothing where the glossary has none."""


class Terms(Protocol):
    """What the checks ask of a glossary; ``glossary.match.TermMatcher`` answers.

    Texts are masked: every character that is no prose is replaced, so that offsets are the unit's own.
    """

    def uses(self, text: str) -> tuple[TermUse, ...]:
        """The terms that occur in a source text, longest first match, without overlaps."""

    def rendered(self, term: Term, text: str) -> bool:
        """Whether an approved rendering of the term stands in a target text."""

    def expanded(self, term: Term, text: str) -> bool:
        """Whether the long form of a term stands in a target text; true also where it asks for none."""

    def enforced(self, term: Term) -> bool:
        """Whether translations are held to the term."""

    def avoided(self, text: str, *, source: str | None = None) -> Sequence[AvoidedRendering]:
        """Forbidden renderings in a target text."""

    def altered(self, term: Term, text: str) -> TermUse | None:
        """What a term that must stand unchanged was changed to in a target text; None where it was not."""


_BESIDE = (Kind.FRONT_MATTER, Kind.HEADING, Kind.TITLE, Kind.ATTRIBUTE, Kind.REFERENCE)
_READ_LATER = {Kind.FOOTNOTE: 1, **dict.fromkeys(_BESIDE, 2)}
"""Kinds of units that are not in the run of the text."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a check may know beside the unit and its translation."""

    document: Document
    """The source article."""
    translations: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """All translations of the article, by unit id."""
    source_locale: str = "ja"
    target_locale: str = "en"
    terms: Terms | None = None
    links: tuple[str, ...] = ("/{locale}/",)
    """What in a destination names the locale, and follows it."""
    target: Document | None = None
    """The target article as assembled, for document checks; None where there is none yet."""
    target_path: str = ""
    """How reports name the target file, for what is wrong with a line of it."""
    front_matter: tuple[str, ...] | None = None
    """Patterns of the front matter values that may differ; None: those that the document's settings translate or
    set."""
    views: MutableMapping[tuple[str, bool, str], Any] = field(default_factory=dict, repr=False, compare=False)
    """Views already made of texts, since many checks look at the same; ``replace`` hands them on, so that what is known
    of a document's units stays known."""
    _length_bias: list[float] = field(default_factory=list, init=False, repr=False, compare=False)

    def trying(self, unit: Unit, text: str) -> Context:
        """The article with another text for one unit, as a person types it: nothing else of it is read again."""
        views = ChainMap({}, self.views)  # what is typed is not kept
        other = replace(self, translations={**self.translations, unit.id: text}, views=views)
        other._length_bias.append(self.length_bias())
        return other

    def prose(self, unit: Unit, text: str) -> str:
        """A text of the unit as a reader sees it, each single code one ``MASK``."""
        return text if unit.plain else str(self._view("prose", prose, unit, text))

    def masked(self, unit: Unit, text: str) -> str:
        """A text of the unit with its own offsets, everything that is no prose masked."""
        return text if unit.plain else str(self._view("masked", masked, unit, text))

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

        Footnotes are read last; headings, titles and attributes count only where no running text uses the term.
        """
        # Of the source alone: what is seen while a text is tried holds for the next one too.
        key, views = (
            ("first uses", False, ""),
            self.views.maps[-1] if isinstance(self.views, ChainMap) else self.views,
        )
        if key not in views:
            first: dict[int, Unit] = {}
            for unit in sorted(self.document.units, key=lambda unit: _READ_LATER.get(unit.kind, 0)):
                for use in self.terms.uses(self.masked(unit, unit.source)) if self.terms else ():
                    first.setdefault(id(use.term), unit)
            views[key] = first
        found: Unit | None = views[key].get(id(term))
        return found

    def length_bias(self) -> float:
        """How much this article's translation says for what its source says, beside what is usual: about 1.

        Translators differ in their brevity, and a sentence that is missing shows better against their own.
        """
        if not self._length_bias:
            # As if as many letters more had been translated as usual: a few units tell nothing of a habit.
            there = here = 400.0
            for unit in self.document.units:
                text = self.translations.get(unit.id, "")
                if text and text != unit.source:
                    there += text_extent(self.prose(unit, unit.source))
                    here += text_extent(self.prose(unit, text))
            self._length_bias.append(min(max(here / there, 0.75), 1.25))
        return self._length_bias[0]

    def _view(self, name: str, make: Callable[..., Any], unit: Unit, text: str) -> Any:
        key = name, unit.writer == "html", text
        if key not in self.views:
            self.views[key] = make(text, self.document.reading_of(unit))
        return self.views[key]


@dataclass(frozen=True, slots=True)
class Problem:
    """What a check found; the registry makes it a ``Finding``."""

    message: str
    """One line: what is wrong, and what to do."""
    fix: str = ""
    """The whole translation as it should be, where the check is sure."""
    unit: Unit | None = None
    """The unit it is about, for document checks."""
    line: int = 0
    """Line of the article, where it is about no unit."""
    in_target: bool = False
    """Whether that is a line of the target."""
    severity: Severity | None = None
    """Where it weighs less than its check: a term that the glossary enforces as a warning."""


def times(count: int) -> str:
    """``once``, ``twice``, ``3 times``, for messages."""
    return {0: "not at all", 1: "once", 2: "twice"}.get(count, f"{count} times")


UnitCheck = Callable[[Unit, str, Context], Iterable[Problem]]
DocumentCheck = Callable[[Context], Iterable[Problem]]


@dataclass(frozen=True, slots=True)
class Check:
    """An entry of the registry; at least one of ``unit`` and ``document`` is set."""

    id: str
    severity: Severity
    """By default; the settings may say otherwise."""
    summary: str
    """What it finds, in half a line."""
    unit: UnitCheck | None = None
    document: DocumentCheck | None = None
    language: bool = True
    """Whether it judges language: such a check has nothing to say on a copy or on pseudo-translation."""
    everywhere: bool = False
    """Whether ``unit`` looks at what is no unit too, where a target written by hand differs: a cell of figures."""
