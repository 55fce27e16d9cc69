"""One article and its translation as a separate page: read-only, without scripts, and nothing is loaded."""

from __future__ import annotations

from typing import Any

from taiyaku.editing.layout import UnitLayout, content_after
from taiyaku.editing.workspace import Workspace
from taiyaku.review.assets import load_assets
from taiyaku.review.code_buttons import source_html
from taiyaku.review.templating import template_environment, title_of


def export_html(workspace: Workspace, key: str) -> str:
    """A self-contained bilingual page of an article with its findings.

    Raises:
        ArticleError: The article cannot be read.
        CatalogError: Its catalog is damaged.
    """
    opened = workspace.open(key)

    def view(layout: UnitLayout) -> dict[str, Any]:
        unit, now = layout.unit, opened.translations[layout.unit.id]
        findings = workspace.findings(opened, unit, now.text, origin=now.origin)
        return {"unit": unit, "now": now, "source": source_html(unit, opened.context), "findings": findings}

    style = load_assets().contents["review.css"].decode("utf-8")
    template = template_environment().get_template("export.html")
    page: str = template.render(
        opened=opened,
        chunk=opened.blocks,
        part="read.html",
        view=view,
        style=style.replace("</", "<\\/"),
        counts=opened.counts,
        tail=content_after(opened.document),
        title=title_of(opened),
    )
    return page
