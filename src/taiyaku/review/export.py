"""One article and its translation as a page of its own: read only, no script, nothing loaded."""

from __future__ import annotations

from taiyaku.review.assets import load_assets
from taiyaku.review.chips import source_html
from taiyaku.review.desk import Desk
from taiyaku.review.pages import templates
from taiyaku.review.shape import tail


def exported(desk: Desk, key: str) -> str:
    """A self-contained bilingual page of an article with its findings.

    Args:
        desk: The project.
        key: The article's key on the desk.

    Raises:
        ArticleError: It cannot be read.
        CatalogError: Its catalog is damaged.
    """
    sheet = desk.sheet(key)
    rows = []
    for place in sheet.places:
        now = sheet.translations[place.unit.id]
        rows.append(
            {
                "place": place,
                "unit": place.unit,
                "now": now,
                "source": source_html(place.unit, sheet.context),
                "findings": desk.findings(sheet, place.unit, now.text, origin=now.origin),
            }
        )
    style = load_assets().contents["review.css"].decode("utf-8")
    titles = [unit.source for unit in sheet.document.units if unit.key == "title" or unit.level == 1]
    return (
        templates()
        .get_template("export.html")
        .render(
            sheet=sheet,
            rows=rows,
            style=style.replace("</", "<\\/"),
            counts=sheet.counts,
            tail=tail(sheet.document),
            title=titles[0] if titles else sheet.article.name,
        )
    )
