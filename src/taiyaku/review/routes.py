"""The addresses of the page, each handled by one method of ``Pages``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs, parse_qsl

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from taiyaku.errors import TaiyakuError, UsageError
from taiyaku.review.pages import PageRequest, Pages

Handler = Callable[[PageRequest], Response]


def application(pages: Pages) -> Starlette:
    """The pages as an ASGI application, which needs ``Guard`` in front of it."""

    def route(path: str, handler: Handler, method: str = "GET") -> Route:
        return Route(path, _endpoint(pages, handler), methods=[method])

    def static(request: PageRequest) -> Response:
        return pages.assets.response(request.path["name"])

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
                return PlainTextResponse("The request is not UTF-8.\n", 400)
        query = {name: values[0] for name, values in parse_qs(request.url.query, errors="replace").items()}
        partial = request.headers.get("hx-request") == "true"
        return await run_in_threadpool(_answer, pages, handler, PageRequest(request.path_params, query, form, partial))

    return endpoint


def _answer(pages: Pages, handler: Handler, request: PageRequest) -> Response:
    try:
        return handler(request)
    except TaiyakuError as error:
        status = 404 if isinstance(error, UsageError) else 500
        if request.partial:
            return PlainTextResponse(str(error), status)
        return pages.html("error.html", status, message=str(error))
