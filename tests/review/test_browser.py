"""The page in a real browser, as a translator uses it.

With ``TAIYAKU_SCREENSHOTS`` set, the pictures of docs/review.md are renewed.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

from review.review_browser import enter, focused, open_article, unit_of, until
from review.review_project import ENGLISH, OTHER_EN, Project, make_every_state
from taiyaku.markdown.segment import segment_markdown
from taiyaku.model import State
from taiyaku.review.export import export_html

IMAGES = Path(__file__).parents[2] / "docs" / "images"


def test_an_article_goes_from_nothing_to_published_with_the_keyboard_alone(
    browser: Any, base: str, project: Project, complaints: list[str]
) -> None:
    page = enter(browser, base, complaints)
    page.wait_for_selector("a.row")
    page.keyboard.press("Tab")
    while "worlds.md" not in page.evaluate("document.activeElement.innerText || ''"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".unit.active textarea:focus")
    for _ in range(40):
        source = page.evaluate("document.querySelector('.unit.active').dataset.source")
        if source.startswith(("世界モデルは", "検証データ")):
            english = {
                "世": OTHER_EN["世界モデルは"].replace("predict()", "rollout()"),
                "検": "The error on the validation data fell to 0.21 by epoch 40, and planning succeeded 68% of the time.",
            }[source[0]]
        else:
            english = ENGLISH[source]
        before = page.evaluate("document.querySelector('.unit.active').id")
        page.keyboard.insert_text(english)
        page.keyboard.press("Control+Enter")
        moved = (
            f"document.querySelector('.unit.active').id !== '{before}' || document.activeElement.id === 'publish'"
            f" || !!document.querySelector('#{before} .warn')"
        )
        until(lambda moved=moved: page.evaluate(moved), f"nothing became of {source}")
        if page.locator(f"#{before} .warn").count():  # a finding that the person overrules
            page.keyboard.press("Control+Enter")
            gone = f"!document.querySelector('#{before} .warn')"
            until(lambda gone=gone: page.evaluate(gone), f"not accepted: {source}")
        if page.evaluate("document.activeElement.id") == "publish":
            break
    page.keyboard.press("Alt+p")
    page.wait_for_selector("#panel[open]")
    assert page.inner_text("#panel h2") == "Published", page.inner_text("#panel")
    text = project.article().target.read_text("utf-8")
    assert "# Trying a world model on your own desk" in text
    assert "`rollout()`" in text


def test_a_code_is_inserted_by_click_and_by_key_and_undone_as_in_any_editor(
    browser: Any, base: str, complaints: list[str]
) -> None:
    page = open_article(enter(browser, base, complaints))
    unit = focused(page, "世界モデルは")
    text = unit.locator("textarea")
    page.keyboard.type("Write ")
    page.wait_for_timeout(300)
    unit.locator(".codes .chip", has_text="rollout").click()
    assert text.input_value() == "Write `rollout()`"
    unit.locator(".codes .chip.placed", has_text="rollout").wait_for()
    page.keyboard.press("Control+z")
    assert text.input_value() == "Write "
    page.wait_for_timeout(300)
    page.keyboard.press("Alt+c")
    assert text.input_value() == "Write ****"
    page.keyboard.type("bold")
    assert text.input_value() == "Write **bold**"


def test_a_match_is_taken_by_key_and_a_finding_fixed_by_its_button(
    browser: Any, project: Project, base: str, complaints: list[str]
) -> None:
    page = open_article(enter(browser, base, complaints))
    unit = focused(page, "小さな世界モデル")
    page.keyboard.type("Training a small global model, and using it to plan.")
    unit.locator(".findings [data-fix]").first.click()
    fixed = "Training a small world model, and using it to plan."
    until(lambda: page.wait_for_timeout(30) or unit.locator("textarea").input_value() == fixed, "not fixed")
    title = page.locator('.unit.matter[data-source^="世界モデルを自分"]')
    title.locator("textarea").focus()
    english = ENGLISH["世界モデルを自分の机で試す"]
    page.keyboard.type(english)
    page.keyboard.press("Control+Enter")
    until(lambda: project.entry("世界モデルを自分") == (english, State.ACCEPTED), "not accepted")
    heading = page.locator('.unit.heading[data-source^="世界モデルを自分"]')
    box, matches = heading.locator("textarea"), heading.locator("[data-match]")
    # What was accepted moves the cursor on by itself, perhaps only now.
    until(lambda: box.focus() or page.wait_for_timeout(100) or matches.count() > 0, "no match")
    page.keyboard.press("Alt+1")
    assert heading.locator("textarea").input_value() == english


def test_the_later_of_two_tabs_sees_what_changed_and_keeps_what_it_typed(
    browser: Any, base: str, project: Project, complaints: list[str]
) -> None:
    one, other = open_article(enter(browser, base, complaints)), open_article(enter(browser, base, complaints))
    first, second = focused(one, "根気"), focused(other, "根気")
    one.keyboard.type("Patience")
    one.keyboard.press("Control+Enter")
    until(lambda: project.entry("根気") == ("Patience", State.ACCEPTED), "not saved")
    other.keyboard.type("Stamina")
    second.locator(".conflict").wait_for()
    assert "Patience" in second.locator(".conflict .diff").inner_text()
    assert second.locator("textarea").input_value() == "Stamina"
    assert project.entry("根気")[0] == "Patience"
    second.locator("[data-do=mine]").click()
    until(lambda: project.entry("根気")[0] == "Stamina", "mine was not kept")
    del first


def test_a_composition_is_neither_sent_nor_interrupted(browser: Any, base: str, complaints: list[str]) -> None:
    page = open_article(enter(browser, base, complaints))
    unit = focused(page, "根気")
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
    ime = page.context.new_cdp_session(page)
    for text in ("s", "し", "しんぼ", "しんぼう"):
        ime.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
        page.wait_for_timeout(120)
    page.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown',"
        "{key: 'Enter', ctrlKey: true, isComposing: true, bubbles: true, cancelable: true}))"
    )
    page.wait_for_timeout(1300)
    assert sent == []
    assert unit.locator("textarea").input_value() == "しんぼう"
    ime.send("Input.insertText", {"text": "辛抱"})
    until(lambda: page.wait_for_timeout(50) or bool(sent), "the finished text was not sent")
    assert unit.locator("textarea").input_value() == "辛抱"


def test_what_was_typed_survives_a_server_that_is_gone_and_a_closed_tab(
    browser: Any, base: str, complaints: list[str]
) -> None:
    page = open_article(enter(browser, base, complaints))
    page.context.route("**/u/**", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    focused(page, "根気")
    page.keyboard.type("Not to be lost")
    page.wait_for_timeout(200)
    address = page.url
    assert "Not to be lost" in page.evaluate("JSON.stringify(localStorage)")
    page.close()
    again = page.context.new_page()
    again.goto(address)
    unit = unit_of(again, "根気")
    assert unit.locator("textarea").input_value() == "Not to be lost"


@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_reaches_beyond_the_edge_of_the_screen(
    browser: Any, base: str, complaints: list[str], width: int
) -> None:
    page = enter(browser, base, complaints, width=width)
    page.wait_for_selector("a.row")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    open_article(page)
    page.wait_for_selector(".unit.active .aid *", state="attached")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    langs = page.evaluate("[document.querySelector('.unit .source').lang, document.querySelector('textarea').lang]")
    assert langs == ["ja", "en"]


@pytest.mark.parametrize("width", [360, 800, 1440])
def test_a_table_is_one_table_whose_cells_are_translated_in_their_places(
    browser: Any, base: str, project: Project, complaints: list[str], width: int
) -> None:
    page = open_article(enter(browser, base, complaints, width=width))
    cell = focused(page, "2024年")
    assert page.locator(".cells").count() == 3
    assert page.locator("[data-source='2024年']").count() == 1
    places = [page.locator(f"[data-source='{text}'] .field").bounding_box() for text in ("小", "2024年", "動画", "大")]
    assert all(place["height"] >= 28 and place["width"] >= 90 for place in places), places
    if width > 360:
        assert len({place["y"] for place in places[:3]}) == 1
        assert places[0]["x"] == places[3]["x"] < places[1]["x"] < places[2]["x"]
    page.keyboard.type("2024")
    cell.locator(".tools").wait_for()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.tagName") != "TEXTAREA"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.value") == "2024"
    page.keyboard.press("Control+Enter")
    until(lambda: project.entry("2024年") == ("2024", State.ACCEPTED), "not accepted")
    until(
        lambda: (
            page.wait_for_timeout(50) or page.evaluate("document.querySelector('.active').dataset.source") == "動画"
        ),
        "the next cell is not open",
    )
    page.keyboard.press("Alt+ArrowUp")
    assert page.evaluate("document.activeElement.value") == "2024"
    page.keyboard.press("Alt+o")
    page.wait_for_timeout(100)
    assert page.locator("[data-source='小'] .source").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


HOSTILE = """\
---
title: "<script>document.title='pwned'</script><img src=x onerror=alert(1)>"
---

# 題 <script>alert(1)</script><img src=x onerror="document.title='pwned'">

<script>document.title = 'pwned'; alert(2)</script>

<meta http-equiv="refresh" content="0; url=http://evil.example/">
<base href="http://evil.example/">
<link rel="stylesheet" href="http://evil.example/x.css">
<style>@import url(http://evil.example/y.css); * { background: url(http://evil.example/z.png) !important }</style>

<iframe src="http://evil.example/"></iframe><object data="http://evil.example/o"></object><embed src="http://evil.example/e">

<svg onload="document.title='pwned'"><a xlink:href="javascript:alert(3)"><text>絵</text></a><foreignObject><img src=x onerror=alert(4)></foreignObject></svg>

<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(5)&gt;">

<form action="http://evil.example/f"><input name="q" autofocus onfocus="document.title='pwned'"><button>送る</button></form>

<div style="background: url(http://evil.example/s.png); position: fixed; inset: 0">文</div>

<details open ontoggle="document.title='pwned'"><summary>要約</summary>文</details>

[押す](javascript:document.title='pwned') [押す](data:text/html,<script>alert(6)</script>) [押す](vbscript:x)
<a href="jav&#x09;ascript:document.title='pwned'">押す</a> <a href="/a/x/publish" ping="http://evil.example/p">押す</a>

![絵](http://evil.example/pixel.png) <video src="http://evil.example/v" poster="http://evil.example/w"></video>
<img srcset="http://evil.example/i 1x"> <input type=image src=http://evil.example/j>

<noscript><p title="</noscript><img src=x onerror=alert(7)>">文</noscript>
<template><script>alert(8)</script></template><textarea></textarea><img src=x onerror=alert(9)></textarea>
<a id="units" name="units">文</a><b id="said" data-do="accept" hx-get="http://evil.example/h" hx-trigger="load">文</b>
"""


@pytest.mark.parametrize("where", ["page", "preview", "export"])
def test_a_hostile_article_shows_its_text_and_does_nothing(
    browser: Any, base: str, project: Project, complaints: list[str], tmp_path: Path, where: str
) -> None:
    project.write("worlds", HOSTILE)
    document = segment_markdown(HOSTILE)
    for unit in document.units:  # a translation may hold what its source does
        project.translate(
            "worlds", {unit.source[:12]: unit.source + '<img src="http://evil.example/t" onerror=alert(0)>'}
        )
    page = enter(browser, base, complaints)
    page.on("dialog", lambda shown: complaints.append(f"dialog: {shown.message}"))
    open_article(page)
    if where == "preview":
        page.keyboard.press("Alt+v")
        page.wait_for_selector(".side")
    elif where == "export":
        desk = project.desk()
        key = next(key for key, article in desk.articles().items() if article.name == "worlds")
        (tmp_path / "sent.html").write_text(export_html(desk, key), "utf-8")
        page = page.context.new_page()
        page.on("request", lambda asked: None if asked.url.startswith("file:") else complaints.append(asked.url))
        page.on("console", lambda said: complaints.append(said.text))
        page.goto((tmp_path / "sent.html").as_uri())
    page.wait_for_timeout(600)
    inside = ".side" if where == "preview" else "main"
    assert "文" in page.inner_text(inside) or page.locator("textarea").count() > 0
    bad = "script, iframe, object, embed, svg:not(.bar), math, form:not([method=dialog]), base, meta[http-equiv=refresh], img, video, input"
    for link in page.locator(f"{inside} a[href]").all():
        assert (link.get_attribute("href") or "").startswith(("http", "mailto:", "#")), link.get_attribute("href")
    assert page.evaluate(f"document.querySelectorAll('body :is({bad})').length") == 0
    assert page.title() != "pwned"
    assert (
        page.evaluate(
            "[...document.querySelectorAll('*')].flatMap((n) => [...n.attributes]).filter((a) => /^on|^style$|^ping$/.test(a.name)).length"
        )
        == 0
    )


def test_an_article_can_be_read_without_javascript(browser: Any, base: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{base}/?token=open-sesame")
    page.click("a.row:has-text('notes.md')")
    assert "読書メモ" in page.inner_text("main")
    assert page.locator("textarea").first.input_value() == "Reading notes"


def test_three_thousand_units_open_quickly_and_the_last_can_be_worked_on(
    browser: Any, base: str, project: Project, complaints: list[str]
) -> None:
    project.write(
        "long", "# 長い\n\n" + "\n\n".join(f"段落{i}には`code{i}`と世界モデルがある。" for i in range(3000)) + "\n"
    )
    page = enter(browser, base, complaints)
    page.wait_for_selector("a.row:has-text('long.md')")
    start = time.monotonic()
    open_article(page, "long")
    took = time.monotonic() - start
    print(f"3,000 units: {took:.2f} s")
    assert took < 60  # a hang, not a speed: benchmarks tell of that
    last = page.locator(".unit.light").last
    last.scroll_into_view_if_needed()
    last = page.locator('.unit[data-source^="段落2999"]')
    last.locator("textarea").fill("Paragraph 2999 has `code2999` and a world model.")
    until(lambda: project.article("long").catalog.exists(), "not saved")


def test_the_filters_know_the_units_that_are_not_loaded_and_load_only_what_they_show(
    browser: Any, base: str, project: Project, complaints: list[str]
) -> None:
    project.write("long", "\n\n".join(f"段落{i}に{i}本ある。" for i in range(400)) + "\n")
    project.translate("long", {f"段落{i}に": f"There are {i} in paragraph {i}." for i in range(400)})
    project.translate("long", {"段落333に": "There are 3 in paragraph 333."}, State.DRAFT, "deepl")
    page = open_article(enter(browser, base, complaints), "long")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/units?" in request.url else None)
    focused(page, "段落0に") if page.locator('.unit[data-source^="段落0に"]').count() else None
    until(lambda: page.wait_for_timeout(50) or page.inner_text("#found") == "1", "findings are not counted")
    assert page.inner_text("#open") == "1"
    for which in ("found", "open"):
        page.locator(f"button[data-filter={which}]").first.click()
        page.wait_for_timeout(400)
        shown = page.locator(".unit:visible")
        texts = [unit.get_attribute("data-source") for unit in shown.all()]
        assert "段落333に333本ある。" in texts
        assert len(texts) <= 2  # and the one that is open
    assert len(asked) <= 4
    unit = focused(page, "段落333に")
    page.keyboard.press("Control+a")
    page.keyboard.type("There are 333 in paragraph 333.")
    until(lambda: page.wait_for_timeout(50) or page.inner_text("#found") == "", "the count does not follow")
    page.keyboard.press("Control+Enter")
    until(lambda: page.wait_for_timeout(50) or page.inner_text("#open") == "0", "not accepted")
    del unit


def test_the_pictures_of_the_manual(browser: Any, base: str, project: Project, complaints: list[str]) -> None:
    if not os.environ.get("TAIYAKU_SCREENSHOTS"):
        pytest.skip("TAIYAKU_SCREENSHOTS is not set")
    make_every_state(project)
    for scheme, width in (("light", 1440), ("dark", 1440), ("light", 360)):
        page = enter(browser, base, complaints, width=width, scheme=scheme)
        page.wait_for_selector("a.row")
        name = "narrow" if width == 360 else scheme
        if name == "light":
            page.screenshot(path=IMAGES / "review-list.png")
        open_article(page)
        unit = focused(page, "世界モデルは")
        unit.locator(".terms").wait_for()
        if not unit.locator("textarea").input_value():
            page.keyboard.type(
                "A world model predicts what happens after an action **in representations, not pixels**."
            )
        page.wait_for_timeout(600)
        page.screenshot(path=IMAGES / f"review-{name}.png")
        if name == "light":
            focused(page, "学習は次")
            page.wait_for_timeout(500)
            page.screenshot(path=IMAGES / "review-outdated.png")
            focused(page, "動画と行動")
            page.wait_for_timeout(500)
            page.locator(".cells.last").scroll_into_view_if_needed()
            page.screenshot(path=IMAGES / "review-table.png", clip={"x": 0, "y": 300, "width": 1440, "height": 600})
            page.keyboard.press("Alt+v")
            page.wait_for_selector(".side .here")
            page.screenshot(path=IMAGES / "review-preview.png")
        page.context.close()
