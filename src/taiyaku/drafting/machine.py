"""The drafts of one article by a machine, or from the memory. Every reply is verified before it is used."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from taiyaku.checks import Context, check_units
from taiyaku.checks.term_messages import long_form
from taiyaku.drafting.dispatch import ask, journal_key
from taiyaku.drafting.drafted import Drafted, Repair, refusal, wants_draft
from taiyaku.drafting.job import Job
from taiyaku.drafting.replies.injections import gives_orders
from taiyaku.drafting.replies.plausible import implausibility
from taiyaku.drafting.replies.tags import Tagged, parse_reply, tag_unit, without_tags
from taiyaku.glossary.read_file import rendering_of
from taiyaku.model import Document, Finding, Kind, Severity, State, Translation, Unit
from taiyaku.providers.base import Provider, Reply, Request, examples_of
from taiyaku.providers.human import HUMAN

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair, which JSON can spell but UTF-8 cannot."""
REPAIRS = 2
"""How often a refused unit is sent again."""
_NEVER_DRAFTS = frozenset({"machine-artifact", "check-failed"})
"""Checks whose findings mean that a reply is unusable even as a draft."""


@dataclass(slots=True)
class _Verdict:
    """The assessment of the replies to one unit so far."""

    text: str = ""
    """The best draft as Markdown; empty if every reply was refused."""
    problem: str = ""
    """Why the last reply is insufficient; empty if it is not."""
    errors: int = 0
    """The number of findings in the best draft."""
    reply: str = ""
    """The last reply."""
    reported: tuple[str, ...] = ()
    """The problems that were sent with repeated requests."""
    requests: list[tuple[str, Request]] = field(default_factory=list)
    """Every request so far, with its key in the journal."""


@dataclass(slots=True)
class ArticleDrafting:
    """The drafting of one article by one provider."""

    document: Document
    context: Context
    provider: Provider
    job: Job
    severities: Mapping[str, Severity]
    title: str = field(init=False)
    """The article's title in its front matter; empty if there is none."""
    indices: dict[str, int] = field(init=False)
    """Each unit's index in the document, by id."""
    _tagged: dict[str, Tagged] = field(default_factory=dict)

    def __post_init__(self) -> None:
        heads = (
            unit.source for unit in self.document.units if (unit.kind, unit.context) == (Kind.FRONT_MATTER, "title")
        )
        self.title = next(heads, "")
        self.indices = {unit.id: index for index, unit in enumerate(self.document.units)}

    # ── The memory ──

    def exact_matches(self, wanted: Sequence[Unit]) -> dict[str, Translation]:
        """Exact matches; for a machine only those without findings, since it may do better."""
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
        index = self.indices[unit.id]
        return self.document.units[index - 1].source if index else ""

    def best_score(self, unit: Unit) -> int:
        """The score of the memory's nearest match, in percent; 0 if there is none."""
        if (memory := self.job.memory) is None:
            return 0
        here, there = self.context.source_locale, self.context.target_locale
        found = memory.lookup(unit.source, source_locale=here, target_locale=there, limit=1)
        return found[0].score if found else 0

    # ── The provider ──

    def draft(self, wanted: Sequence[Unit], translations: Mapping[str, Translation]) -> Drafted:
        """Send requests, verify the replies, and send refused ones again."""
        sent = {unit.id: self.tagged_unit(unit) for unit in wanted}
        requests = {unit.id: self.request(unit, translations[unit.id]) for unit in wanted}
        verdicts = {unit.id: _Verdict() for unit in wanted}
        has_orders = any(gives_orders(asked.prose) for asked in sent.values())
        open_requests = dict(requests)
        failure: BaseException | None = None
        here, there = self.context.source_locale, self.context.target_locale
        for attempt in range(REPAIRS + 1):
            answers = ask(
                self.job,
                list(open_requests.values()),
                source=here,
                target=there,
                attempt=attempt,
                on_reply=lambda reply: self._assess(sent[reply.id], reply, verdicts[reply.id]),
            )
            for key, request in open_requests.items():
                filed_as = journal_key(self.provider, request, source=here, target=there, attempt=attempt)
                verdicts[key].requests.append((filed_as, request))
            failure = failure or answers.failure
            if has_orders:
                _refuse_repeated(sent, verdicts)
            open_requests = {
                key: replace(requests[key], finding=verdict.problem, previous=verdict.reply)
                for key, verdict in verdicts.items()
                if verdict.problem
            }
            if failure or not open_requests or attempt == REPAIRS:
                break
            for key in open_requests:
                verdicts[key].reported += (verdicts[key].problem,)
        self._journal_repaired(requests, verdicts)
        if failure is None:
            # A person who runs it again wants another answer, not the one that was refused.
            refused = [verdict for verdict in verdicts.values() if verdict.problem and not verdict.text]
            self.job.forget(request for verdict in refused for request in verdict.requests)
        return self._result(wanted, verdicts, failure)

    def _journal_repaired(self, requests: Mapping[str, Request], verdicts: Mapping[str, _Verdict]) -> None:
        """Journal repaired replies under the first request too: a later run needs no repair."""
        here, there = self.context.source_locale, self.context.target_locale
        self.job.keep(
            (
                journal_key(self.provider, requests[key], source=here, target=there),
                requests[key],
                Reply(key, verdict.reply),
            )
            for key, verdict in verdicts.items()
            if verdict.reported and verdict.text and not verdict.problem
        )

    def _assess(self, asked: Tagged, reply: Reply, verdict: _Verdict) -> None:
        """Verify a reply and run the checks on it."""
        verdict.reply = _LONE_SURROGATE.sub("\ufffd", reply.text)
        text, verdict.problem = self._parse(asked, reply)
        if verdict.problem:
            return
        errors = self._errors(asked.unit, text)
        verdict.problem = "; ".join(dict.fromkeys(finding.message for finding in errors))
        if any(finding.check in _NEVER_DRAFTS for finding in errors):
            return
        if not verdict.text or len(errors) <= verdict.errors:
            verdict.text, verdict.errors = text, len(errors)

    def _parse(self, asked: Tagged, reply: Reply) -> tuple[str, str]:
        """A reply as Markdown, or why it is refused."""
        if reply.problem:
            return "", reply.problem
        if _LONE_SURROGATE.search(reply.text):
            return "", "the text contains half a character (a lone surrogate); write the whole character"
        try:
            text = parse_reply(asked, reply.text)
        except ValueError as error:
            return "", str(error)
        if asked.text == reply.text:
            return text, ""
        here, there = self.context.source_locale, self.context.target_locale
        return text, implausibility(asked.prose, without_tags(reply.text), source_locale=here, target_locale=there)

    def _errors(self, unit: Unit, text: str) -> list[Finding]:
        """The errors that the project's checks find in a translation."""
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
                findings.append(refusal(unit, self.provider, verdict.problem, verdict.reply))
            if verdict.reported:
                mended = bool(verdict.text) and not verdict.problem
                repairs.append(Repair(unit.id, unit.line, verdict.reported, mended))
        return Drafted(drafts, tuple(findings), 0, len(drafts), tuple(repairs), failure)

    # ── A request ──

    def tagged_unit(self, unit: Unit) -> Tagged:
        """A unit as tagged text, converted once."""
        if unit.id not in self._tagged:
            self._tagged[unit.id] = tag_unit(self.document, unit)
        return self._tagged[unit.id]

    def request(self, unit: Unit, old: Translation) -> Request:
        """A unit with everything that helps to translate it."""
        units = self.document.units
        index = self.indices[unit.id]
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
        """The enforced terms in a unit with their renderings; at its first use a term's long form."""
        matcher = self.context.terms
        if matcher is None:
            return ()
        found: dict[tuple[str, str], None] = {}
        seen: set[int] = set()
        for use in matcher.find_uses(self.context.masked(unit, unit.source)):
            rendering = rendering_of(use.term, self.context.target_locale)
            if rendering and rendering.use and matcher.is_enforced(use.term):
                first = use.term.expand and id(use.term) not in seen and self.context.first_use(use.term) == unit
                found[use.text, long_form(use.term, self.context.target_locale) if first else rendering.use] = None
                seen.add(id(use.term))
        return tuple(found)

    def examples(self, unit: Unit, old: Translation) -> tuple[tuple[str, str], ...]:
        """The unit's translation before the edit, then the nearest ones in the memory."""
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
    """Refuse a reply that half of the units got: the model follows an instruction in the text."""
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
                verdicts[key].problem = f"{count} different texts got the same answer; translate this one"


def pending_requests(drafting: ArticleDrafting, translations: Mapping[str, Translation]) -> list[Request]:
    """The provider's requests for an article: units to be drafted that the memory cannot fill."""
    wanted = [unit for unit in drafting.document.units if wants_draft(translations[unit.id], drafting.provider)]
    recalled = drafting.exact_matches(wanted)
    return [drafting.request(unit, translations[unit.id]) for unit in wanted if unit.id not in recalled]
