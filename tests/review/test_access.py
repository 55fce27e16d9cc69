"""Everyone can use it: contrast and labels measured by axe, everything reached by the Tab key with a visible focus."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from review.review_browser import enter, focused, open_article, until
from review.review_project import Project, make_every_state

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


def violations(page: Any) -> list[str]:
    """What axe finds on the page as it stands."""
    page.wait_for_timeout(350)  # transitions are at their end
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]} {node['failureSummary'][:300]}" for rule in found for node in rule["nodes"]
    ]


@pytest.fixture
def project(project: Project) -> Project:
    """A unit in every state, drafts with errors, a note and matches."""
    make_every_state(project)
    return project


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 1440), ("light", 360)])
def test_no_page_in_any_state_breaks_a_rule_of_wcag(
    browser: Any, base: str, complaints: list[str], scheme: str, width: int
) -> None:
    page = enter(browser, base, complaints, width=width, scheme=scheme)
    page.wait_for_selector("a.row")
    assert violations(page) == []
    page.hover("a.row >> nth=0")
    assert violations(page) == []
    open_article(page)
    page.locator(".unit[data-unit]").first.wait_for()
    assert violations(page) == []
    for source in ("世界モデルは", "3,000", "学習は", "予測が外", "動画と", "根気"):
        unit = focused(page, source)
        page.wait_for_timeout(300)
        assert violations(page) == [], source
        for term in unit.locator(".source .term").all()[:1]:
            term.hover()
            assert violations(page) == [], source
    unit = focused(page, "世界モデルは")
    page.keyboard.press("Control+a")
    page.keyboard.type("A **global model** `rollout()` `rollout()` 世界")
    unit.locator(".codes .extra").wait_for()
    assert violations(page) == []
    page.keyboard.press("Control+Enter")
    unit.locator(".warn").wait_for()
    assert violations(page) == []
    for filtered in ("open", "found"):
        page.locator(f"button[data-filter={filtered}]").first.click()
        assert violations(page) == [], filtered
    page.keyboard.press("Alt+/")
    page.wait_for_selector("#keys[open]")
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+p")
    page.wait_for_selector("#panel[open]")
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+v")
    page.wait_for_selector(".side")
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_conflict_a_lost_server_and_an_error_page_can_be_read(
    browser: Any, base: str, project: Project, complaints: list[str], scheme: str
) -> None:
    page = open_article(enter(browser, base, complaints, scheme=scheme))
    unit = focused(page, "根気")
    project.translate("worlds", {"根気": "Stamina"})
    page.keyboard.type("x")
    unit.locator(".conflict").wait_for()
    assert violations(page) == []
    page.context.route("**/u/**", lambda route: route.abort())
    focused(page, "用意")
    page.keyboard.type("x")
    page.locator("#saving:not([hidden])").wait_for()
    assert violations(page) == []
    page.goto(f"{base}/a/nothing")
    assert violations(page) == []


def test_the_page_to_send_can_be_read(browser: Any, project: Project, tmp_path: Any) -> None:
    from taiyaku.review.export import export_html

    desk = project.desk()
    key = next(key for key, article in desk.articles().items() if article.name == "worlds")
    file = tmp_path / "sent.html"
    file.write_text(export_html(desk, key), "utf-8")
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme, bypass_csp=True)  # the checker itself is a script
        page = context.new_page()
        page.goto(file.as_uri())
        assert violations(page) == []


SEEN = """() => {
    const at = document.activeElement;
    if (at === document.body) return null;
    const looks = [at, at.closest('.field'), at.closest('.unit')].filter(Boolean).map((node) => getComputedStyle(node));
    const seen = looks.some((look) => (look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) > 0)
        || look.boxShadow.includes('0px 0px 0px 1px'));
    const box = at.getBoundingClientRect();
    return {
        seen: seen && box.width > 0 && box.bottom > 0 && box.top < innerHeight,
        name: (at.ariaLabel || at.labels?.[0]?.textContent || at.innerText || at.title || '').trim(),
        what: at.outerHTML.slice(0, 120),
    };
}"""


def test_the_tab_key_reaches_everything_with_a_name_and_a_visible_focus(
    browser: Any, base: str, complaints: list[str]
) -> None:
    page = enter(browser, base, complaints)
    page.wait_for_selector("a.row")
    reached: list[dict[str, Any]] = []

    def walk(limit: int) -> None:
        for _ in range(limit):
            page.keyboard.press("Tab")
            here = page.evaluate(SEEN)
            for _ in range(40):  # the focus fades in
                if here is None or here["seen"]:
                    break
                page.wait_for_timeout(25)
                here = page.evaluate(SEEN)
            if here is None:
                return
            reached.append(here)

    walk(10)
    open_article(page)
    focused(page, "世界モデルは")
    page.wait_for_selector(".unit.active .aid button")
    until(lambda: page.wait_for_timeout(50) or page.locator(".unit.active .codes .chip").count() > 2, "no codes")
    page.evaluate("document.querySelector('a.back').focus()")
    walk(60)
    focused(page, "世界モデルは")
    page.keyboard.press("Shift+Tab")  # a source stands before its translation
    reached.append(page.evaluate(SEEN))
    assert [stop["what"] for stop in reached if not stop["seen"]] == []
    assert [stop["what"] for stop in reached if not stop["name"]] == []
    everything = " ".join(stop["what"] for stop in reached)
    for what in (
        'id="q"',
        'id="state"',
        'class="row',
        "data-filter",
        'id="preview"',
        'id="publish"',
        'id="help"',
        "<textarea",
        'data-do="accept"',
        'data-do="copy"',
        "data-match",
        'class="use"',
        "data-open",
        'class="term',
    ):
        assert what in everything, what
