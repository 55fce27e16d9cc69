"""The pages and the actions of their buttons: a request in, HTML or JSON out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from starlette.responses import HTMLResponse, JSONResponse, Response

from taiyaku.editing.layout import LayoutBlock, UnitLayout, content_after
from taiyaku.editing.workspace import OpenArticle, Saved, SaveOutcome, Workspace
from taiyaku.errors import TaiyakuError, UsageError
from taiyaku.model import Finding, Severity, State, Unit
from taiyaku.pipeline.steps import Take
from taiyaku.project.articles import read_text, sha256
from taiyaku.review.assets import load_assets
from taiyaku.review.code_buttons import code_buttons, code_spellings, source_html, term_hints
from taiyaku.review.diff import diff_html
from taiyaku.review.drafts import DraftJobs
from taiyaku.review.memory_matches import find_matches, remember_unit
from taiyaku.review.overview import NEEDS, Overview
from taiyaku.review.preview import render
from taiyaku.review.templating import template_environment, title_of
from taiyaku.status import count_words

CHUNK = 40
"""How many units are sent at once, or a few more to keep a table row whole; the others are plain text until they are
scrolled into view."""

ROWS = 100
"""Articles that the list shows at once."""

Form = Mapping[str, str]
_TAKES: dict[str, Take] = {"file": "file", "catalog": "catalog"}


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A request as the pages see it."""

    path: Form
    query: Form
    form: Form
    partial: bool
    """Whether htmx asks for a part of a page."""


class Pages:
    """The answers to all requests."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.overview = Overview(workspace)
        self.machine = DraftJobs(workspace, workspace.machine) if workspace.machine else None
        self.assets = load_assets()
        self.env = template_environment(self.assets)
        # A browser must not offer text that it kept for one project in another project that later has the same address.
        self.env.globals["project"] = sha256(str(workspace.config.root))[:12]
        self.env.globals["machine"] = workspace.machine.name if workspace.machine else ""

    def html(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page or a part of one."""
        return HTMLResponse(self.env.get_template(template).render(**values), status)

    # ── The list ────────────────────────────────────────────────────────────

    def articles(self, request: PageRequest) -> Response:
        """The list of articles, the most urgent first."""
        lines, pending = self.overview.lines()
        wanted, need = request.query.get("q", "").strip().lower(), request.query.get("state", "")
        found = [
            line
            for line in lines
            if (not wanted or wanted in f"{line.article} {line.title} {line.locale}".lower())
            and (not need or line.need == need)
        ]
        start = _number(request.query.get("from", "0"))
        needs = [(name, sum(line.need == name for line in lines)) for name in NEEDS]
        return self.html(
            "rows.html" if request.partial and start else "articles.html",
            lines=found[start : start + ROWS],
            more=start + ROWS if len(found) > start + ROWS else 0,
            pending=pending,
            total=len(lines),
            shown=len(found),
            to_go=sum(line.to_go for line in found),
            needs=[(name, count) for name, count in needs if count],
            query=request.query.get("q", ""),
            need=need,
            locales=len(self.workspace.config.targets),
        )

    # ── An article ──────────────────────────────────────────────────────────

    def article(self, request: PageRequest) -> Response:
        """An article, its first units ready to edit."""
        opened = self.workspace.open(request.path["key"])
        first = request.query.get("u", "")
        if first not in opened.units:
            first = next((key for key in opened.units if _needs_person(opened, key)), next(iter(opened.units), ""))
        return self.html(
            "article.html",
            opened=opened,
            view=self._viewing(opened),
            chunks=[
                (at, chunk, any(layout.unit.id == first for block in chunk for layout in block.layouts))
                for at, chunk in _chunks(opened).items()
            ],
            first=first,
            counts=opened.counts,
            to_go=_to_go(opened),
            tail=content_after(opened.document),
            title=title_of(opened),
            missing=len(self.machine.missing(opened)) if self.machine else 0,
            progress=self.machine.progress(opened.key) if self.machine else None,
        )

    def units(self, request: PageRequest) -> Response:
        """A chunk of units that comes into view."""
        opened = self.workspace.open(request.path["key"])
        at = _number(request.query.get("from", "0"))
        chunk = _chunks(opened).get(at, ())
        view = self._viewing(opened)
        return self.html("blocks.html", opened=opened, chunk=chunk, part="unit.html", view=view)

    def unit(self, request: PageRequest) -> Response:
        """One unit in its current state."""
        opened, unit = self._unit(request)
        block, layout = next((b, layout) for b in opened.blocks for layout in b.layouts if layout.unit.id == unit.id)
        in_row = next((number for number, cell in enumerate(block.row, 1) if cell.layout is layout), 0)
        return self.html("unit.html", opened=opened, layout=layout, in_row=in_row, view=self._viewing(opened))

    def _viewing(self, opened: OpenArticle) -> Callable[[UnitLayout], dict[str, Any]]:
        return lambda layout: self._view(opened, layout)

    def _view(self, opened: OpenArticle, layout: UnitLayout) -> dict[str, Any]:
        unit, now = layout.unit, opened.translations[layout.unit.id]
        return {
            "unit": unit,
            "now": now,
            "version": opened.version(unit.id),
            "source": source_html(unit, opened.context),
            "buttons": code_buttons(unit, now.text, opened.context),
            "spellings": code_spellings(unit, now.text, opened.context),
            "findings": self.workspace.findings(opened, unit, now.text, origin=now.origin),
        }

    def aid(self, request: PageRequest) -> Response:
        """Help with one unit: changes in the source, terms, notes, matches."""
        opened, unit = self._unit(request)
        now = opened.translations[unit.id]
        return self.html(
            "aid.html",
            opened=opened,
            unit=unit,
            now=now,
            hints=term_hints(unit, opened.context),
            changed=diff_html(now.previous, unit.source) if now.previous else Markup(""),
            matches=find_matches(self.workspace, opened, unit),
        )

    def check(self, request: PageRequest) -> Response:
        """The findings in a text that is being typed."""
        opened, unit = self._unit(request)
        text = request.form.get("text", "").replace("\r\n", "\n")
        return JSONResponse(self._live(opened, unit, text, self.workspace.findings(opened, unit, text)))

    def found(self, request: PageRequest) -> Response:
        """The numbers of errors and warnings by unit id."""
        return JSONResponse(self.workspace.finding_counts(request.path["key"]))

    def save(self, request: PageRequest) -> Response:
        """Save a unit."""
        form = request.form
        saved = self.workspace.save(
            request.path["key"],
            request.path["unit"],
            form.get("text", ""),
            form.get("version", ""),
            accept=form.get("accept") == "1",
            force=form.get("force") == "1",
        )
        if self.workspace.memory is not None and saved.translation.state is State.ACCEPTED:
            remember_unit(self.workspace.memory, saved.opened, saved.unit)
        status = 409 if saved.outcome is SaveOutcome.CONFLICT else 200
        return JSONResponse(self._saved(saved, form.get("text", "")), status)

    def _unit(self, request: PageRequest) -> tuple[OpenArticle, Unit]:
        opened = self.workspace.open(request.path["key"])
        unit = opened.units.get(request.path["unit"])
        if unit is None:
            raise UsageError("the article has changed and no longer contains this text; open the article again")
        return opened, unit

    def _live(self, opened: OpenArticle, unit: Unit, text: str, findings: list[Finding]) -> dict[str, Any]:
        """The part under a unit that depends on its text."""
        part = self.env.get_template("live.html")
        return {
            "live": part.render(
                buttons=code_buttons(unit, text, opened.context),
                spellings=code_spellings(unit, text, opened.context),
                findings=findings,
            ),
            "errors": sum(finding.severity is Severity.ERROR for finding in findings),
            "warnings": sum(finding.severity is Severity.WARNING for finding in findings),
        }

    def _saved(self, saved: Saved, typed: str) -> dict[str, Any]:
        opened, unit, now = saved.opened, saved.unit, saved.translation
        notice = ""
        if saved.outcome is not SaveOutcome.SAVED:
            template = self.env.get_template("notice.html")
            notice = template.render(
                saved=saved, now=now, typed=typed, held=saved.outcome is SaveOutcome.HELD, opened=opened
            )
        return {
            "outcome": str(saved.outcome),
            "version": opened.version(unit.id),
            "state": str(now.state),
            "origin": now.origin,
            "text": now.text,
            "notice": notice,
            "counts": opened.counts,
            "toGo": _to_go(opened),
            **self._live(opened, unit, typed, list(saved.findings)),
        }

    # ── The whole ───────────────────────────────────────────────────────────

    def preview(self, request: PageRequest) -> Response:
        """The article as it would be written, beside its source."""
        opened = self.workspace.open(request.path["key"])
        unit = opened.units.get(request.query.get("u", ""))
        source, here = render(opened.document.text, here=unit.line if unit else 0)
        result = self.workspace.result(opened.key, frozen=True)
        article = opened.article
        text = result.text or (
            read_text(article.target, shown=article.target_path) if article.target.exists() else opened.document.text
        )
        target, _ = render(text)
        return self.html(
            "preview.html",
            opened=opened,
            source=source,
            target=target,
            here=here,
            result=result,
            title=title_of(opened),
            unit=unit,
        )

    def publish(self, request: PageRequest) -> Response:
        """Write the target file, or show what prevents it."""
        key = request.path["key"]
        take = request.form.get("take", "")
        before = self.workspace.open(key)
        problem, result = "", None
        try:
            result = self.workspace.result(key, frozen=False, take=_TAKES.get(take, ""))
        except TaiyakuError as error:
            problem = str(error)
        opened = self.workspace.open(key)
        renew = opened.translations != before.translations  # edits in the file have been merged
        return self.html(
            "publish.html", opened=opened, result=result, problem=problem, counts=opened.counts, renew=renew
        )

    # ── A machine ───────────────────────────────────────────────────────────

    def draft(self, request: PageRequest) -> Response:
        """Let the machine draft one unit or all missing ones."""
        if self.machine is None:
            raise UsageError("no machine is set up; name one under [provider] in taiyaku.toml")
        key = request.path["key"]
        if request.form.get("stop"):
            self.machine.stop(key)
        else:
            self.machine.start(key, request.form.get("unit", ""))
        return self.progress(request)

    def progress(self, request: PageRequest) -> Response:
        """The progress of the machine."""
        key = request.path["key"]
        opened = self.workspace.open(key)
        progress = self.machine.progress(key) if self.machine else None
        missing = len(self.machine.missing(opened)) if self.machine else 0
        return self.html("machine.html", opened=opened, progress=progress, missing=missing, to_go=_to_go(opened))


def _needs_person(opened: OpenArticle, unit_id: str) -> bool:
    return opened.translations[unit_id].state is not State.ACCEPTED


def _chunks(opened: OpenArticle) -> dict[int, tuple[LayoutBlock, ...]]:
    """An article in parts of about ``CHUNK`` units, by the number of their first block."""
    result: dict[int, list[LayoutBlock]] = {}
    size = CHUNK
    for number, block in enumerate(opened.blocks):
        if size >= CHUNK:
            chunk = result[number] = []
            size = 0
        chunk.append(block)
        size += len(block.layouts)
    return {number: tuple(chunk) for number, chunk in result.items()}


def _to_go(opened: OpenArticle) -> int:
    return sum(count_words(unit.source) for unit in opened.document.units if _needs_person(opened, unit.id))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0
