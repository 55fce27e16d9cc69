"""Per unit: the memory, else the provider guided by the glossary; what comes back is verified before it is used."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from taiyaku.checks import Context, check_units
from taiyaku.checks.term_messages import long_form
from taiyaku.config import Config
from taiyaku.drafting.dispatch import ask, journal_key
from taiyaku.drafting.job import Job
from taiyaku.drafting.replies import Tagged, gives_orders, implausibility, parse_reply, tag_unit
from taiyaku.drafting.replies.tags import without_tags
from taiyaku.glossary.read_file import rendering_of
from taiyaku.model import PLACEHOLDERS, Document, Finding, Kind, Severity, State, Translation, Unit
from taiyaku.providers.base import Provider, Reply, Request, examples_of
from taiyaku.providers.human import HUMAN

_HALF = re.compile("[\ud800-\udfff]")
"""A half of a surrogate pair, which JSON can spell and no file can hold."""
REPAIRS = 2
"""How often a unit is asked again."""
_NEVER_DRAFTS = frozenset({"machine-artifact", "check-failed"})
"""Checks whose findings say that a reply is no draft at all."""


@dataclass(frozen=True, slots=True)
class Repair:
    """What asking a unit again came to."""

    unit_id: str
    line: int
    findings: tuple[str, ...]
    """What was told each time, in order."""
    mended: bool
    """Whether the last reply has no finding any more."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """What was filled in, by unit id."""

    translations: Mapping[str, Translation] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    """Why a reply was refused."""
    from_memory: int = 0
    from_provider: int = 0
    repairs: tuple[Repair, ...] = ()
    failure: BaseException | None = None
    """What ended the drafting early; what was done until then stands in ``translations``."""


def wants_draft(translation: Translation, provider: Provider) -> bool:
    """Whether a unit is for the provider: untranslated, standing in for a translation, or outdated by an edit."""
    if translation.state is State.OUTDATED:
        return not provider.placeholder and provider.name != HUMAN
    return translation.state is State.MISSING or (
        translation.state is State.DRAFT and translation.origin in PLACEHOLDERS and translation.origin != provider.name
    )


def draft_units(
    document: Document,
    translations: Mapping[str, Translation],
    *,
    provider: Provider,
    context: Context,
    job: Job | None = None,
    severities: Mapping[str, Severity] | None = None,
) -> Drafted:
    """Have the memory, else the provider, draft what is missing.

    Args:
        document: The article.
        translations: What is there, by unit id.
        provider: Who drafts.
        context: The glossary and locales that drafts are checked with.
        job: The run, with its memory and journal; without one nothing outlasts the call.
        severities: Of the checks, where they differ from the default.

    Returns:
        The drafts, those that a failure of the provider could not prevent included.
    """
    wanted = [unit for unit in document.units if wants_draft(translations[unit.id], provider)]
    if not wanted:
        return Drafted()
    run = job or Job(Config(), provider, memory_of_project=False)
    if provider.placeholder:
        return _stand_ins(document, wanted, provider, context)
    desk = ArticleDrafting(document, context, provider, run, severities or {})
    recalled = desk.exact_matches(wanted)
    left = [unit for unit in wanted if unit.id not in recalled]
    if provider.name == HUMAN or not left:
        return Drafted(recalled, from_memory=len(recalled))
    drafted = desk.draft(left, translations)
    return replace(drafted, translations=recalled | dict(drafted.translations), from_memory=len(recalled))


def pending_requests(desk: ArticleDrafting, translations: Mapping[str, Translation]) -> list[Request]:
    """What the provider would be asked for an article: the units that want a draft and that the memory cannot fill."""
    wanted = [unit for unit in desk.document.units if wants_draft(translations[unit.id], desk.provider)]
    recalled = desk.exact_matches(wanted)
    return [desk.request(unit, translations[unit.id]) for unit in wanted if unit.id not in recalled]


def _stand_ins(document: Document, wanted: Sequence[Unit], provider: Provider, context: Context) -> Drafted:
    """Copies and pseudo-translations, which cost nothing: no memory, no journal, no repair."""
    sent = {unit.id: tag_unit(document, unit) for unit in wanted}
    requests = [Request(key, asked.text) for key, asked in sent.items()]
    drafts: dict[str, Translation] = {}
    findings: list[Finding] = []
    for reply in provider.translate(requests, source=context.source_locale, target=context.target_locale):
        asked = sent[reply.id]
        try:
            drafts[reply.id] = Translation(parse_reply(asked, reply.text), State.DRAFT, provider.name)
        except ValueError as error:
            findings.append(_refusal(asked.unit, provider, str(error), reply.text))
    return Drafted(drafts, tuple(findings), from_provider=len(drafts))


@dataclass(slots=True)
class _Verdict:
    """What is thought of the replies to one unit so far."""

    text: str = ""
    """The best draft as Markdown; empty where none came through the door."""
    problem: str = ""
    """Why the last reply will not do; empty where it does."""
    errors: int = 0
    """Findings of the best draft."""
    reply: str = ""
    told: tuple[str, ...] = ()
    asked: list[tuple[str, Request]] = field(default_factory=list)
    """Every request so far, by its key in the journal."""


@dataclass(slots=True)
class ArticleDrafting:
    """One article at one provider."""

    document: Document
    context: Context
    provider: Provider
    job: Job
    severities: Mapping[str, Severity]
    title: str = field(init=False)
    """The article's, as its front matter has it; empty where it has none."""
    places: dict[str, int] = field(init=False)
    """Each unit's index in the document, by id."""
    _tagged: dict[str, Tagged] = field(default_factory=dict)

    def __post_init__(self) -> None:
        heads = (
            unit.source for unit in self.document.units if (unit.kind, unit.context) == (Kind.FRONT_MATTER, "title")
        )
        self.title = next(heads, "")
        self.places = {unit.id: index for index, unit in enumerate(self.document.units)}

    # ── The memory ──

    def exact_matches(self, wanted: Sequence[Unit]) -> dict[str, Translation]:
        """Exact matches; for a machine only those that no check finds wrong, since it can do better."""
        memory = self.job.memory
        if memory is None:
            return {}
        found: dict[str, Translation] = {}
        for unit in wanted:
            match = memory.exact(
                unit.source,
                source_locale=self.context.source_locale,
                target_locale=self.context.target_locale,
                context=unit.context,
                previous=self._before(unit),
            )
            if match and match.target and (self.provider.name == HUMAN or not self._errors(unit, match.target)):
                found[unit.id] = Translation(match.target, State.DRAFT, "memory")
        return found

    def _before(self, unit: Unit) -> str:
        index = self.places[unit.id]
        return self.document.units[index - 1].source if index else ""

    def best_score(self, unit: Unit) -> int:
        """Percent of the memory's nearest match; 0 where none is near."""
        if (memory := self.job.memory) is None:
            return 0
        here, there = self.context.source_locale, self.context.target_locale
        found = memory.lookup(unit.source, source_locale=here, target_locale=there, limit=1)
        return found[0].score if found else 0

    # ── The provider ──

    def draft(self, wanted: Sequence[Unit], translations: Mapping[str, Translation]) -> Drafted:
        """Ask, verify, and ask again what did not do."""
        sent = {unit.id: self.tagged_unit(unit) for unit in wanted}
        requests = {unit.id: self.request(unit, translations[unit.id]) for unit in wanted}
        verdicts = {unit.id: _Verdict() for unit in wanted}
        has_orders = any(gives_orders(asked.prose) for asked in sent.values())
        open_ = dict(requests)
        failure: BaseException | None = None
        here, there = self.context.source_locale, self.context.target_locale
        for turn in range(REPAIRS + 1):
            asked = ask(
                self.job,
                list(open_.values()),
                source=here,
                target=there,
                turn=turn,
                came=lambda reply: self._judge(sent[reply.id], reply, verdicts[reply.id]),
            )
            for key, request in open_.items():
                filed = journal_key(self.provider, request, source=here, target=there, turn=turn)
                verdicts[key].asked.append((filed, request))
            failure = failure or asked.failure
            if has_orders:
                _refuse_repeated(sent, verdicts)
            open_ = {
                key: replace(requests[key], finding=verdict.problem, previous=verdict.reply)
                for key, verdict in verdicts.items()
                if verdict.problem
            }
            if failure or not open_ or turn == REPAIRS:
                break
            for key in open_:
                verdicts[key].told += (verdicts[key].problem,)
        self._file_mended(requests, verdicts)
        if failure is None:
            # Whoever runs it again wants another answer, not the one that was refused.
            refused = [verdict for verdict in verdicts.values() if verdict.problem and not verdict.text]
            self.job.forget(filed for verdict in refused for filed in verdict.asked)
        return self._result(wanted, verdicts, failure)

    def _file_mended(self, requests: Mapping[str, Request], verdicts: Mapping[str, _Verdict]) -> None:
        """Journal what a repair came to under the first request too: a run after this one needs no repair."""
        here, there = self.context.source_locale, self.context.target_locale
        self.job.keep(
            (
                journal_key(self.provider, requests[key], source=here, target=there),
                requests[key],
                Reply(key, verdict.reply),
            )
            for key, verdict in verdicts.items()
            if verdict.told and verdict.text and not verdict.problem
        )

    def _judge(self, asked: Tagged, reply: Reply, verdict: _Verdict) -> None:
        """Take a reply through the door and the checks."""
        verdict.reply = _HALF.sub("\ufffd", reply.text)
        text, verdict.problem = self._opened(asked, reply)
        if verdict.problem:
            return
        errors = self._errors(asked.unit, text)
        verdict.problem = "; ".join(dict.fromkeys(finding.message for finding in errors))
        if any(finding.check in _NEVER_DRAFTS for finding in errors):
            return
        if not verdict.text or len(errors) <= verdict.errors:
            verdict.text, verdict.errors = text, len(errors)

    def _opened(self, asked: Tagged, reply: Reply) -> tuple[str, str]:
        """A reply as Markdown, or why it is refused."""
        if reply.problem:
            return "", reply.problem
        if _HALF.search(reply.text):
            return "", "the answer holds half a character (a lone surrogate); write it whole"
        try:
            text = parse_reply(asked, reply.text)
        except ValueError as error:
            return "", str(error)
        if asked.text == reply.text:
            return text, ""
        here, there = self.context.source_locale, self.context.target_locale
        return text, implausibility(asked.prose, without_tags(reply.text), source_locale=here, target_locale=there)

    def _errors(self, unit: Unit, text: str) -> list[Finding]:
        """What the project's checks find wrong with a translation."""
        context = replace(self.context, translations={unit.id: text})
        found = check_units(context, severities=self.severities, only=unit)
        return [finding for finding in found if finding.severity is Severity.ERROR]

    def _result(
        self, wanted: Sequence[Unit], verdicts: Mapping[str, _Verdict], failure: BaseException | None
    ) -> Drafted:
        drafts: dict[str, Translation] = {}
        findings: list[Finding] = []
        repairs: list[Repair] = []
        for unit in wanted:
            verdict = verdicts[unit.id]
            if verdict.text:
                name = self.provider.name
                drafts[unit.id] = Translation(verdict.text, State.DRAFT, name, draft=verdict.text)
            elif verdict.problem:
                findings.append(_refusal(unit, self.provider, verdict.problem, verdict.reply))
            if verdict.told:
                mended = bool(verdict.text) and not verdict.problem
                repairs.append(Repair(unit.id, unit.line, verdict.told, mended))
        return Drafted(drafts, tuple(findings), 0, len(drafts), tuple(repairs), failure)

    # ── A request ──

    def tagged_unit(self, unit: Unit) -> Tagged:
        """A unit as it is sent."""
        if unit.id not in self._tagged:
            self._tagged[unit.id] = tag_unit(self.document, unit)
        return self._tagged[unit.id]

    def request(self, unit: Unit, old: Translation) -> Request:
        """A unit with all that helps to translate it."""
        units = self.document.units
        index = self.places[unit.id]
        return Request(
            unit.id,
            self.tagged_unit(unit).text,
            title=self.title,
            context=unit.context,
            before=self._before(unit),
            after=units[index + 1].source if index + 1 < len(units) else "",
            note=unit.note,
            terms=self.terms(unit),
            examples=self.examples(unit, old),
        )

    def terms(self, unit: Unit) -> tuple[tuple[str, str], ...]:
        """The terms that occur in a unit and are enforced, with their renderings; at a first use the long form."""
        matcher = self.context.terms
        if matcher is None:
            return ()
        found: dict[tuple[str, str], None] = {}
        told: set[int] = set()
        for use in matcher.uses(self.context.masked(unit, unit.source)):
            rendering = rendering_of(use.term, self.context.target_locale)
            if rendering and rendering.use and matcher.enforced(use.term):
                first = use.term.expand and id(use.term) not in told and self.context.first_use(use.term) == unit
                found[use.text, long_form(use.term, self.context.target_locale) if first else rendering.use] = None
                told.add(id(use.term))
        return tuple(found)

    def examples(self, unit: Unit, old: Translation) -> tuple[tuple[str, str], ...]:
        """The unit as it was before an edit, then the nearest in the memory."""
        most = examples_of(self.provider)
        if not most:
            return ()
        before = [(old.previous, old.text)] if old.state is State.OUTDATED and old.previous and old.text else []
        if memory := self.job.memory:
            here, there = self.context.source_locale, self.context.target_locale
            found = memory.lookup(unit.source, source_locale=here, target_locale=there, limit=most)
            before += [(match.entry.source, match.entry.target) for match in found]
        return tuple(dict.fromkeys(before))[:most]


def _refuse_repeated(sent: Mapping[str, Tagged], verdicts: Mapping[str, _Verdict]) -> None:
    """Refuse one reply that came for half of what was answered: the machine follows an order that stands in it."""
    alike: dict[str, list[str]] = {}
    for key, verdict in verdicts.items():
        if verdict.reply:
            alike.setdefault(verdict.reply, []).append(key)
    answered = sum(map(len, alike.values()))
    for keys in alike.values():
        count = len({sent[key].prose for key in keys})
        if count >= 2 and 2 * len(keys) >= answered:
            for key in keys:
                verdicts[key].text = ""
                verdicts[key].problem = f"the same answer came for {count} different texts; translate this one"


def _refusal(unit: Unit, provider: Provider, problem: str, reply: str) -> Finding:
    message = f"the reply of {provider.name} was refused: {problem}"
    return Finding("markup-broken", Severity.ERROR, message, unit.id, unit.line, "", unit.source, reply)
