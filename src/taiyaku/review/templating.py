"""The templates, with the filters and names that they use."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from taiyaku.editing.workspace import OpenArticle
from taiyaku.language.locales import display_name
from taiyaku.model import Severity, State
from taiyaku.review.assets import Assets
from taiyaku.review.diff import diff_html

_STATES = {State.MISSING: "missing", State.DRAFT: "draft", State.OUTDATED: "outdated", State.ACCEPTED: "accepted"}


def template_environment(assets: Assets | None = None) -> Environment:
    """The templates; everything that is not ``Markup`` is escaped."""
    env = Environment(
        loader=PackageLoader("taiyaku.review"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.globals.update(State=State, Severity=Severity, names=_STATES, diff_html=diff_html)
    env.globals["asset"] = assets.address if assets else lambda name: name
    env.filters["language"] = display_name
    env.filters["number"] = lambda value: f"{value:,}"
    return env


def title_of(opened: OpenArticle) -> str:
    """The title of an article's source, or its name."""
    titles = (unit.source for unit in opened.document.units if unit.key == "title" or unit.level == 1)
    return next(titles, opened.article.name)
