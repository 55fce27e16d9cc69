"""The pages and what their buttons do: a request in, HTML or JSON out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import parse_qs, parse_qsl

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from taiyaku.editing.layout import Block, UnitLayout, tail
from taiyaku.editing.workspace import OpenArticle, Outcome, Saved, Workspace
from taiyaku.errors import TaiyakuError, UsageError
from taiyaku.language.locales import display_name
from taiyaku.model import Finding, Severity, State, Unit
from taiyaku.pipeline.steps import Take
from taiyaku.project.articles import read_text, sha256
from taiyaku.review import memory_matches as recall
from taiyaku.review.assets import Assets, load_assets
from taiyaku.review.code_buttons import atoms, chips, hints, source_html
from taiyaku.review.diff import marked
from taiyaku.review.drafts import DraftJobs
from taiyaku.review.overview import NEEDS, Overview
from taiyaku.review.preview import render
from taiyaku.status import count_words

CHUNK = 40
"""Units that come at once, or a few more, as a table's row stays whole; the others are plain text until they come into
view."""

ROWS = 100
"""Articles on one page of the list."""

NAMES = {State.MISSING: "missing", State.DRAFT: "draft", State.OUTDATED: "outdated", State.ACCEPTED: "accepted"}

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


def templates(assets: Assets | None = None) -> Environment:
    """The templates; everything that is not ``Markup`` is escaped."""
    env = Environment(
        loader=PackageLoader("taiyaku.review"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.globals.update(State=State, Severity=Severity, names=NAMES, marked=marked)
    env.globals["asset"] = assets.address if assets else lambda name: name
    env.filters["language"] = display_name
    env.filters["number"] = lambda value: f"{value:,}"
    return env


class Pages:
    """Everything the routes do, without the web around it."""

    def __init__(self, desk: Workspace) -> None:
        self.desk = desk
        self.overview = Overview(desk)
        self.machine = DraftJobs(desk, desk.machine) if desk.machine else None
        self.assets = load_assets()
        self.env = templates(self.assets)
        # What a browser keeps for one project it must not offer in another that has the same address later.
        self.env.globals["project"] = sha256(str(desk.config.root))[:12]
        self.env.globals["machine"] = desk.machine.name if desk.machine else ""

    def html(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page or a part of one."""
        return HTMLResponse(self.env.get_template(template).render(**values), status)

    # ── The list ────────────────────────────────────────────────────────────

    def articles(self, asked: PageRequest) -> Response:
        """The list of articles, by what needs a person most."""
        lines, pending = self.overview.lines()
        wanted, need = asked.query.get("q", "").strip().lower(), asked.query.get("state", "")
        found = [
            line
            for line in lines
            if (not wanted or wanted in f"{line.article} {line.title} {line.locale}".lower())
            and (not need or line.need == need)
        ]
        start = _whole(asked.query.get("from", "0"))
        needs = [(name, sum(line.need == name for line in lines)) for name in NEEDS]
        return self.html(
            "rows.html" if asked.partial and start else "articles.html",
            lines=found[start : start + ROWS],
            more=start + ROWS if len(found) > start + ROWS else 0,
            pending=pending,
            total=len(lines),
            shown=len(found),
            to_go=sum(line.to_go for line in found),
            needs=[(name, count) for name, count in needs if count],
            query=asked.query.get("q", ""),
            need=need,
            locales=len(self.desk.config.targets),
        )

    # ── An article ──────────────────────────────────────────────────────────

    def article(self, asked: PageRequest) -> Response:
        """An article, its first units ready to be worked on."""
        sheet = self.desk.sheet(asked.path["key"])
        first = asked.query.get("u", "")
        if first not in sheet.units:
            first = next((key for key in sheet.units if _is_open(sheet, key)), next(iter(sheet.units), ""))
        return self.html(
            "article.html",
            sheet=sheet,
            view=self._viewing(sheet),
            chunks=[
                (at, chunk, any(place.unit.id == first for block in chunk for place in block.places))
                for at, chunk in _chunks(sheet).items()
            ],
            first=first,
            counts=sheet.counts,
            to_go=_to_go(sheet),
            tail=tail(sheet.document),
            title=_title(sheet),
            missing=len(self.machine.missing(sheet)) if self.machine else 0,
            progress=self.machine.progress(sheet.key) if self.machine else None,
        )

    def units(self, asked: PageRequest) -> Response:
        """A chunk of units, once it comes into view."""
        sheet = self.desk.sheet(asked.path["key"])
        at = _whole(asked.query.get("from", "0"))
        chunk = _chunks(sheet).get(at, ())
        view = self._viewing(sheet)
        return self.html("blocks.html", sheet=sheet, chunk=chunk, part="unit.html", view=view)

    def unit(self, asked: PageRequest) -> Response:
        """One unit as it stands now."""
        sheet, unit = self._unit(asked)
        block, place = next((b, place) for b in sheet.blocks for place in b.places if place.unit.id == unit.id)
        in_row = next((number for number, cell in enumerate(block.row, 1) if cell.place is place), 0)
        return self.html("unit.html", sheet=sheet, place=place, in_row=in_row, view=self._viewing(sheet))

    def _viewing(self, sheet: OpenArticle) -> Callable[[UnitLayout], dict[str, Any]]:
        return lambda place: self._view(sheet, place)

    def _view(self, sheet: OpenArticle, place: UnitLayout) -> dict[str, Any]:
        unit, now = place.unit, sheet.translations[place.unit.id]
        return {
            "unit": unit,
            "now": now,
            "version": sheet.version(unit.id),
            "source": source_html(unit, sheet.context),
            "chips": chips(unit, now.text, sheet.context),
            "atoms": atoms(unit, now.text, sheet.context),
            "findings": self.desk.findings(sheet, unit, now.text, origin=now.origin),
        }

    def aid(self, asked: PageRequest) -> Response:
        """What helps with one unit: what changed, terms, notes, matches."""
        sheet, unit = self._unit(asked)
        now = sheet.translations[unit.id]
        return self.html(
            "aid.html",
            sheet=sheet,
            unit=unit,
            now=now,
            hints=hints(unit, sheet.context),
            changed=marked(now.previous, unit.source) if now.previous else Markup(""),
            matches=recall.recall(self.desk, sheet, unit),
        )

    def check(self, asked: PageRequest) -> Response:
        """What the checks say of a text that is being typed."""
        sheet, unit = self._unit(asked)
        text = asked.form.get("text", "").replace("\r\n", "\n")
        return JSONResponse(self._live(sheet, unit, text, self.desk.findings(sheet, unit, text)))

    def found(self, asked: PageRequest) -> Response:
        """How many errors and warnings each unit has, by its id."""
        return JSONResponse(self.desk.found(asked.path["key"]))

    def save(self, asked: PageRequest) -> Response:
        """Save a unit."""
        form = asked.form
        saved = self.desk.save(
            asked.path["key"],
            asked.path["unit"],
            form.get("text", ""),
            form.get("version", ""),
            accept=form.get("accept") == "1",
            force=form.get("force") == "1",
        )
        if self.desk.memory is not None and saved.translation.state is State.ACCEPTED:
            recall.remember(self.desk.memory, saved.sheet, saved.unit)
        return JSONResponse(self._saved(saved, form.get("text", "")), 409 if saved.outcome is Outcome.CONFLICT else 200)

    def _unit(self, asked: PageRequest) -> tuple[OpenArticle, Unit]:
        sheet = self.desk.sheet(asked.path["key"])
        unit = sheet.units.get(asked.path["unit"])
        if unit is None:
            raise UsageError("the article has changed and this text is gone from it; open the article again")
        return sheet, unit

    def _live(self, sheet: OpenArticle, unit: Unit, text: str, findings: list[Finding]) -> dict[str, Any]:
        """What stands under a unit and follows its text."""
        part = self.env.get_template("live.html")
        return {
            "live": part.render(
                chips=chips(unit, text, sheet.context), atoms=atoms(unit, text, sheet.context), findings=findings
            ),
            "errors": sum(finding.severity is Severity.ERROR for finding in findings),
            "warnings": sum(finding.severity is Severity.WARNING for finding in findings),
        }

    def _saved(self, saved: Saved, typed: str) -> dict[str, Any]:
        sheet, unit, now = saved.sheet, saved.unit, saved.translation
        notice = ""
        if saved.outcome is not Outcome.SAVED:
            template = self.env.get_template("notice.html")
            notice = template.render(saved=saved, now=now, typed=typed, held=saved.outcome is Outcome.HELD, sheet=sheet)
        return {
            "outcome": str(saved.outcome),
            "version": sheet.version(unit.id),
            "state": str(now.state),
            "origin": now.origin,
            "text": now.text,
            "notice": notice,
            "counts": sheet.counts,
            "toGo": _to_go(sheet),
            **self._live(sheet, unit, typed, list(saved.findings)),
        }

    # ── The whole ───────────────────────────────────────────────────────────

    def preview(self, asked: PageRequest) -> Response:
        """The article as it would be written, beside its source."""
        sheet = self.desk.sheet(asked.path["key"])
        unit = sheet.units.get(asked.query.get("u", ""))
        source, here = render(sheet.document.text, here=unit.line if unit else 0)
        result = self.desk.result(sheet.key, frozen=True)
        article = sheet.article
        text = result.text or (
            read_text(article.target, shown=article.target_path) if article.target.exists() else sheet.document.text
        )
        target, _ = render(text)
        return self.html(
            "preview.html",
            sheet=sheet,
            source=source,
            target=target,
            here=here,
            result=result,
            title=_title(sheet),
            unit=unit,
        )

    def publish(self, asked: PageRequest) -> Response:
        """Write the target file, or tell what stands in the way."""
        key = asked.path["key"]
        take = asked.form.get("take", "")
        before = self.desk.sheet(key)
        problem, result = "", None
        try:
            result = self.desk.result(key, frozen=False, take=_TAKES.get(take, ""))
        except TaiyakuError as error:
            problem = str(error)
        sheet = self.desk.sheet(key)
        renew = sheet.translations != before.translations  # edits of the file came in
        return self.html("publish.html", sheet=sheet, result=result, problem=problem, counts=sheet.counts, renew=renew)

    # ── A machine ───────────────────────────────────────────────────────────

    def draft(self, asked: PageRequest) -> Response:
        """Have the machine draft one unit or all missing ones."""
        if self.machine is None:
            raise UsageError("no machine is set up; name one in [provider] of taiyaku.toml")
        key = asked.path["key"]
        if asked.form.get("stop"):
            self.machine.stop(key)
        else:
            self.machine.start(key, asked.form.get("unit", ""))
        return self.progress(asked)

    def progress(self, asked: PageRequest) -> Response:
        """How far the machine is."""
        key = asked.path["key"]
        sheet = self.desk.sheet(key)
        progress = self.machine.progress(key) if self.machine else None
        missing = len(self.machine.missing(sheet)) if self.machine else 0
        return self.html("machine.html", sheet=sheet, progress=progress, missing=missing, to_go=_to_go(sheet))


def _is_open(sheet: OpenArticle, unit_id: str) -> bool:
    return sheet.translations[unit_id].state is not State.ACCEPTED


def _chunks(sheet: OpenArticle) -> dict[int, tuple[Block, ...]]:
    """An article in parts of about ``CHUNK`` units, by the number of the block that each begins with."""
    result: dict[int, list[Block]] = {}
    size = CHUNK
    for number, block in enumerate(sheet.blocks):
        if size >= CHUNK:
            chunk = result[number] = []
            size = 0
        chunk.append(block)
        size += len(block.places)
    return {number: tuple(chunk) for number, chunk in result.items()}


def _to_go(sheet: OpenArticle) -> int:
    return sum(count_words(unit.source) for unit in sheet.document.units if _is_open(sheet, unit.id))


def _title(sheet: OpenArticle) -> str:
    titles = [unit.source for unit in sheet.document.units if unit.key == "title" or unit.level == 1]
    return titles[0] if titles else sheet.article.name


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0


# ── Routes ──────────────────────────────────────────────────────────────────

Handler = Callable[[PageRequest], Response]


def application(pages: Pages) -> Starlette:
    """The pages as an ASGI application; ``guard`` stands before it."""

    def route(path: str, handler: Handler, method: str = "GET") -> Route:
        return Route(path, _endpoint(pages, handler), methods=[method])

    def static(asked: PageRequest) -> Response:
        return pages.assets.response(asked.path["name"])

    return Starlette(
        routes=[
            route("/", pages.articles),
            route("/static/{digest}/{name}", static),
            route("/a/{key}", pages.article),
            route("/a/{key}/units", pages.units),
            route("/a/{key}/found", pages.found),
            route("/a/{key}/u/{unit}", pages.save, "POST"),
            route("/a/{key}/u/{unit}", pages.unit),
            route("/a/{key}/u/{unit}/check", pages.check, "POST"),
            route("/a/{key}/u/{unit}/aid", pages.aid),
            route("/a/{key}/preview", pages.preview),
            route("/a/{key}/publish", pages.publish, "POST"),
            route("/a/{key}/draft", pages.draft, "POST"),
            route("/a/{key}/draft", pages.progress),
        ]
    )


def _endpoint(pages: Pages, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        form: dict[str, str] = {}
        if request.method == "POST":
            try:
                form = dict(parse_qsl((await request.body()).decode("utf-8"), keep_blank_values=True))
            except ValueError:
                return PlainTextResponse("Not UTF-8.\n", 400)
        query = {name: values[0] for name, values in parse_qs(request.url.query, errors="replace").items()}
        partial = request.headers.get("hx-request") == "true"
        asked = PageRequest(request.path_params, query, form, partial)
        return await run_in_threadpool(_answer, pages, handler, asked)

    return endpoint


def _answer(pages: Pages, handler: Handler, asked: PageRequest) -> Response:
    try:
        return handler(asked)
    except TaiyakuError as error:
        status = 404 if isinstance(error, UsageError) else 500
        if asked.partial:
            return PlainTextResponse(str(error), status)
        return pages.html("error.html", status, message=str(error), hint=_where(error))


def _where(error: TaiyakuError) -> str:
    return PurePosixPath(str(error.path)).name if error.path else ""


__all__ = ["Pages", "application", "templates"]
