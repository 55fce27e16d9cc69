"""One article and its translation as a page of its own: read only, no script, nothing loaded."""

from __future__ import annotations

from typing import Any

from taiyaku.editing.layout import UnitLayout, tail
from taiyaku.editing.workspace import Workspace
from taiyaku.review.assets import load_assets
from taiyaku.review.code_buttons import source_html
from taiyaku.review.pages import templates


def exported(desk: Workspace, key: str) -> str:
    """A self-contained bilingual page of an article with its findings.

    Args:
        desk: The project.
        key: The article's key on the desk.

    Raises:
        ArticleError: It cannot be read.
        CatalogError: Its catalog is damaged.
    """
    sheet = desk.sheet(key)

    def view(place: UnitLayout) -> dict[str, Any]:
        unit, now = place.unit, sheet.translations[place.unit.id]
        findings = desk.findings(sheet, unit, now.text, origin=now.origin)
        return {"unit": unit, "now": now, "source": source_html(unit, sheet.context), "findings": findings}

    style = load_assets().contents["review.css"].decode("utf-8")
    titles = [unit.source for unit in sheet.document.units if unit.key == "title" or unit.level == 1]
    return (
        templates()
        .get_template("export.html")
        .render(
            sheet=sheet,
            chunk=sheet.blocks,
            part="read.html",
            view=view,
            style=style.replace("</", "<\\/"),
            counts=sheet.counts,
            tail=tail(sheet.document),
            title=titles[0] if titles else sheet.article.name,
        )
    )
