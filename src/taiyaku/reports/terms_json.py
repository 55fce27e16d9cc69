"""The JSON of commands about the glossary and the translation memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from taiyaku.glossary.edit_file import fields_of
from taiyaku.glossary.impact import RenderingChange
from taiyaku.glossary.mine import Candidate
from taiyaku.memory import Match, MemoryEntry
from taiyaku.memory.corrections import ChangeKind, Corrections, Proposal
from taiyaku.memory.model import Stats
from taiyaku.model import Term
from taiyaku.reports.json import JsonOutput, encode

# ── glossary ────────────────────────────────────────────────────────────────


class TermsJson(JsonOutput, frozen=True, kw_only=True):
    """`taiyaku glossary list`, `taiyaku glossary find`."""

    terms: tuple[dict[str, Any], ...]
    """The fields of each entry as its file has them, with `path` and `line`."""


def terms_json(terms: Iterable[Term]) -> str:
    """Terms with the location of their entries."""
    return encode(TermsJson(terms=tuple({**fields_of(term), "path": term.path, "line": term.line} for term in terms)))


class SuggestionJson(msgspec.Struct, frozen=True):
    """A likely rendering."""

    text: str
    """The rendering."""
    score: float
    """How exclusively it occurs with the candidate, from 0 to 1."""
    count: int
    """Accepted pairs in which both occur."""


class CandidateJson(msgspec.Struct, frozen=True):
    """A term that the glossary may lack."""

    term: str
    """The term in the source language."""
    count: int
    """How often it occurs."""
    contexts: tuple[str, ...]
    """Examples of its use."""
    renderings: tuple[SuggestionJson, ...]
    """Likely renderings, the best first."""


class MineJson(JsonOutput, frozen=True, kw_only=True):
    """`taiyaku glossary mine`."""

    candidates: tuple[CandidateJson, ...]
    """The candidates, the best first."""


def mine_json(candidates: Iterable[Candidate]) -> str:
    """Candidates with their likely renderings."""
    found = tuple(
        CandidateJson(
            one.text,
            one.count,
            one.contexts,
            tuple(SuggestionJson(r.text, round(r.score, 3), r.count) for r in one.renderings),
        )
        for one in candidates
    )
    return encode(MineJson(candidates=found))


class RenderingChangeJson(msgspec.Struct, frozen=True):
    """An accepted translation that a new rendering changes."""

    path: str
    """The article."""
    line: int
    """1-based line in the article."""
    source: str
    """The source as Markdown."""
    before: str
    """The accepted translation."""
    after: str
    """The translation with the new rendering."""
    doubt: str
    """Why a person should review it; empty if the change is certain."""


class ImpactJson(JsonOutput, frozen=True, kw_only=True):
    """`taiyaku glossary impact`."""

    changes: tuple[RenderingChangeJson, ...]
    """Every accepted translation that would change."""


def impact_json(changes: Iterable[RenderingChange]) -> str:
    """What another rendering would change."""
    found = tuple(
        RenderingChangeJson(
            change.accepted.path,
            change.accepted.line,
            change.accepted.source,
            change.accepted.target,
            change.after,
            change.doubt,
        )
        for change in changes
    )
    return encode(ImpactJson(changes=found))


# ── memory ──────────────────────────────────────────────────────────────────


class MatchJson(msgspec.Struct, frozen=True):
    """A match of the translation memory."""

    score: int | None
    """Percent; 101 is exact in context. None if the entry only contains the text."""
    offer: str
    """The translation to offer."""
    reasons: tuple[str, ...]
    """The reasons for the score."""
    source: str
    """The stored source as Markdown."""
    target: str
    """The stored translation as Markdown."""
    source_locale: str
    """The source locale."""
    target_locale: str
    """The target locale."""
    origin: str
    """`person`, or the provider that drafted it."""
    accepted: bool
    """Whether a person accepted it."""
    article: str
    """The article's name, or the imported file."""
    context: str
    """The heading path, or the key in the front matter."""
    previous: str
    """The source of the unit before it."""
    draft: str
    """The machine draft that a person corrected."""


class SearchJson(JsonOutput, frozen=True, kw_only=True):
    """`taiyaku memory search`."""

    matches: tuple[MatchJson, ...]
    """The nearest entries, then entries that contain the text."""


def search_json(matches: Sequence[Match], containing: Sequence[MemoryEntry]) -> str:
    """Matches of a text, then entries that contain it."""

    def shape(entry: MemoryEntry, score: int | None, offer: str, reasons: tuple[str, ...]) -> MatchJson:
        fields = (getattr(entry, name) for name in MatchJson.__struct_fields__[3:])
        return MatchJson(score, offer, reasons, *fields)

    found = [shape(match.entry, match.score, match.target, match.reasons) for match in matches]
    found += [shape(entry, None, entry.target, ("contains the text",)) for entry in containing]
    return encode(SearchJson(matches=tuple(found)))


class LocalePairJson(msgspec.Struct, frozen=True):
    """Entries of a pair of locales."""

    source: str
    """The source locale."""
    target: str
    """The target locale."""
    entries: int
    """How many there are."""


class OriginJson(msgspec.Struct, frozen=True):
    """Entries of an origin."""

    origin: str
    """`person`, or the provider that drafted them."""
    entries: int
    """How many there are."""


class StatsJson(JsonOutput, frozen=True, kw_only=True):
    """`taiyaku memory stats`."""

    entries: int
    """All translations."""
    segments: int
    """Different source texts."""
    accepted: int
    """Translations that a person accepted."""
    imported: int
    """Translations from imported files."""
    pairs: tuple[LocalePairJson, ...]
    """By pair of locales."""
    origins: tuple[OriginJson, ...]
    """By origin."""
    drafts: int
    """Translations whose machine draft is kept beside them."""
    replies: int
    """Paid replies in the journal."""
    size: int
    """Bytes of the database."""


def stats_json(stats: Stats) -> str:
    """How much the memory contains."""
    return encode(
        StatsJson(
            entries=stats.entries,
            segments=stats.segments,
            accepted=stats.accepted,
            imported=stats.imported,
            pairs=tuple(LocalePairJson(*pair) for pair in stats.pairs),
            origins=tuple(OriginJson(*origin) for origin in stats.origins),
            drafts=stats.drafts,
            replies=stats.replies,
            size=stats.size,
        )
    )


class CorrectionJson(msgspec.Struct, frozen=True):
    """A machine draft and the text that a person accepted in its place."""

    source: str
    """The source as Markdown."""
    draft: str
    """The machine draft."""
    text: str
    """The accepted translation."""


class RepeatedChangeJson(msgspec.Struct, frozen=True):
    """A change that people made to machine drafts."""

    kind: ChangeKind
    """The kind of change."""
    before: str
    """The text of the draft."""
    after: str
    """The text of the accepted translation."""
    count: int
    """How often it was made."""
    examples: tuple[CorrectionJson, ...]
    """Translations in which it was made."""


class ProposalJson(msgspec.Struct, frozen=True):
    """A glossary entry that would have made corrections unnecessary."""

    term: str
    """The term."""
    keep: bool
    """Whether it stays unchanged in the translation."""
    use: str
    """The approved rendering."""
    avoid: tuple[str, ...]
    """Renderings to forbid."""
    count: int
    """How many corrections it is derived from."""
    stands: str
    """`file:line` of the entry, if the glossary already has the term."""
    command: str
    """The command that adds the entry; empty if it exists."""


class CorrectionsJson(JsonOutput, frozen=True, kw_only=True):
    """`taiyaku memory corrections`."""

    compared: int
    """Machine drafts that were accepted."""
    unchanged: int
    """Of these, those accepted unchanged."""
    changes: tuple[RepeatedChangeJson, ...]
    """Changes by kind, the most frequent first."""
    proposals: tuple[ProposalJson, ...]
    """Proposed glossary entries."""


def corrections_json(
    found: Corrections,
    proposals: Iterable[tuple[Proposal, str]],
    *,
    locale: str,
    command: Callable[[Proposal], str],
) -> str:
    """What people changed in machine drafts.

    Each proposed entry comes with ``file:line`` of the term's existing entry, or an empty string; ``command`` gives the
    command that adds it.
    """

    def shape(proposal: Proposal, location: str) -> ProposalJson:
        rendering = proposal.term.renderings.get(locale)
        return ProposalJson(
            proposal.term.term,
            proposal.term.keep,
            rendering.use if rendering else "",
            rendering.avoid if rendering else (),
            proposal.change.count,
            location,
            "" if location else command(proposal),
        )

    return encode(
        CorrectionsJson(
            compared=found.compared,
            unchanged=found.unchanged,
            changes=tuple(msgspec.convert(one, RepeatedChangeJson, from_attributes=True) for one in found.changes),
            proposals=tuple(shape(proposal, location) for proposal, location in proposals),
        )
    )
