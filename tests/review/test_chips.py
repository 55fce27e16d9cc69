"""Codes cannot be broken by typing: real keys, a real clipboard, a real mouse."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

from review.review_browser import enter, focused, open_article
from review.review_project import Project, make_project
from taiyaku.model import State
from waiting import until

BEGINS = "世界モデルは"
LINK = "](https://example.com/jepa)"
TEXT = f"One **bold** and `rollout()` in [JEPA{LINK}."
CODES = ("**", "`rollout()`", LINK)


@pytest.fixture(scope="module")
def place_of_work(
    browser: Any, serve: Callable[[Project], str], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Project, Any]:
    """One project and one tab for all tests."""
    project = make_project(tmp_path_factory.mktemp("chips"))
    page = open_article(enter(browser, serve(project), []))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return project, page


@pytest.fixture
def page(place_of_work: tuple[Project, Any]) -> Any:
    """The article, with a text in the unit that has the codes and the caret at its end."""
    project, page = place_of_work
    page.evaluate("document.activeElement.blur()")
    saved = "(() => { const f = document.querySelector('.unit.active textarea'); return f.value.trim() === f.dataset.saved; })()"
    until(lambda: page.wait_for_timeout(20) or page.evaluate(saved), "what the test before typed is not saved")
    project.translate("worlds", {BEGINS: TEXT}, State.DRAFT)
    page.reload()
    page.wait_for_selector(".unit.active")
    focused(page, BEGINS)
    assert value(page) == TEXT
    place(page, len(TEXT))
    return page


def value(page: Any) -> str:
    return str(page.input_value(".unit.active textarea"))


def place(page: Any, start: int, end: int | None = None) -> None:
    """Put the caret or the selection somewhere, and let the page see it."""
    page.evaluate("([a, b]) => document.activeElement.setSelectionRange(a, b)", [start, start if end is None else end])
    page.wait_for_timeout(60)


def selection(page: Any) -> list[int]:
    page.wait_for_timeout(60)
    field = "document.activeElement"
    return list(page.evaluate(f"[{field}.selectionStart, {field}.selectionEnd]"))


def selected(page: Any, start: int, end: int) -> None:
    """Wait until the page has seen the selection and made it this."""
    until(lambda: selection(page) == [start, end], f"{[start, end]} is not selected")


def clip(page: Any, plain: str, rich: str = "") -> None:
    """Put a text into the clipboard, as another program does."""
    page.evaluate(
        """async ([plain, rich]) => navigator.clipboard.write([new ClipboardItem({
            'text/plain': new Blob([plain], {type: 'text/plain'}),
            ...(rich ? {'text/html': new Blob([rich], {type: 'text/html'})} : {})})])""",
        [plain, rich],
    )


@pytest.mark.parametrize("code", CODES)
def test_backspace_over_a_code_takes_it_whole_and_undo_brings_it_back(page: Any, code: str) -> None:
    end = TEXT.index(code) + len(code)
    place(page, end)
    page.keyboard.press("Backspace")
    assert value(page) == TEXT.replace(code, "", 1)
    page.keyboard.press("Control+z")
    assert value(page) == TEXT
    page.keyboard.press("Control+Shift+z")
    assert value(page) == TEXT.replace(code, "", 1)


@pytest.mark.parametrize("code", CODES)
def test_delete_before_a_code_takes_it_whole(page: Any, code: str) -> None:
    place(page, TEXT.index(code))
    page.keyboard.press("Delete")
    assert value(page) == TEXT.replace(code, "", 1)


@pytest.mark.parametrize("keys", ["Control+Backspace", "Control+Delete"])
def test_deleting_by_the_word_takes_a_code_whole(page: Any, keys: str) -> None:
    start = TEXT.index("`rollout()`")
    place(page, start + (len("`rollout()`") if keys.endswith("Backspace") else 0))
    page.keyboard.press(keys)
    assert "`rollout" not in value(page)
    assert "()`" not in value(page)
    assert LINK in value(page)


@pytest.mark.parametrize("code", CODES)
def test_the_caret_jumps_over_a_code_and_typing_stays_outside(page: Any, code: str) -> None:
    start = TEXT.index(code)
    place(page, start)
    page.keyboard.press("ArrowRight")
    selected(page, start + len(code), start + len(code))
    page.keyboard.press("ArrowLeft")
    selected(page, start, start)
    page.keyboard.type("xy")
    assert value(page) == TEXT[:start] + "xy" + TEXT[start:]


@pytest.mark.parametrize("code", CODES)
def test_a_selection_takes_a_code_whole_and_gives_it_back_whole(page: Any, code: str) -> None:
    start = TEXT.index(code)
    place(page, start)
    page.keyboard.press("Shift+ArrowRight")
    selected(page, start, start + len(code))
    page.keyboard.press("Shift+ArrowLeft")
    selected(page, start, start)
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_timeout(60)
    page.keyboard.type("z")
    assert value(page) == TEXT.replace(code, "z", 1)


def test_a_caret_that_a_click_puts_into_a_code_leaves_it_before_a_key_is_typed(page: Any) -> None:
    start = TEXT.index("`rollout()`")
    page.evaluate(f"document.activeElement.setSelectionRange({start + 4}, {start + 4})")
    page.keyboard.type("a")  # at once, without waiting for the page to have seen the caret
    page.wait_for_timeout(60)
    assert "`rollout()`" in value(page)
    assert len(value(page)) == len(TEXT) + 1


def test_a_selection_that_cuts_a_code_is_replaced_with_the_whole_of_it(page: Any) -> None:
    start = TEXT.index("`rollout()`")
    end = start + len("`rollout()`")
    page.evaluate(f"document.activeElement.setSelectionRange({start} - 4, {start} + 4)")
    page.keyboard.type("x")  # at once, without waiting for the page to have seen the selection
    assert value(page) == f"{TEXT[: start - 4]}x{TEXT[end:]}"
    page.keyboard.press("Control+z")
    assert value(page) == TEXT
    page.evaluate(f"document.activeElement.setSelectionRange({start} + 2, {end} + 2)")
    page.keyboard.press("Backspace")
    assert value(page) == TEXT[:start] + TEXT[end + 2 :]
    page.keyboard.press("Control+z")
    assert value(page) == TEXT


def test_a_double_click_in_a_code_selects_the_whole_of_it(page: Any) -> None:
    mark = page.locator(".unit.active .ink mark", has_text="rollout").bounding_box()
    page.mouse.dblclick(mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2)
    start = TEXT.index("`rollout()`")
    selected(page, start, start + len("`rollout()`"))


def test_everything_selected_and_typed_over_is_gone_told_and_brought_back(page: Any) -> None:
    page.keyboard.press("Control+a")
    page.keyboard.type("New")
    assert value(page) == "New"
    lost = page.locator(".unit.active .codes .lost")
    until(lambda: page.wait_for_timeout(30) or lost.count() == 3, "the lost codes are not told")
    for _ in range(10):
        if value(page) == TEXT:
            break
        page.keyboard.press("Control+z")
    assert value(page) == TEXT


def test_a_lost_code_is_told_at_once_and_put_back_by_one_key(page: Any) -> None:
    place(page, TEXT.index("`rollout()`") + len("`rollout()`"))
    page.keyboard.press("Backspace")
    page.locator(".unit.active .codes .lost", has_text="rollout").wait_for()
    assert "code" in page.inner_text(".unit.active .findings")
    page.keyboard.press("Alt+c")
    assert value(page) == TEXT
    page.locator(".unit.active .codes .placed", has_text="rollout").wait_for()


def test_a_doubled_code_is_told_at_once_and_taken_out_by_one_key(page: Any) -> None:
    page.keyboard.type(" `rollout()`")
    page.locator(".unit.active .codes .extra", has_text="rollout").wait_for()
    page.keyboard.press("Alt+c")
    until(lambda: page.wait_for_timeout(30) or value(page) == f"{TEXT} ", "the second was not taken out")
    page.keyboard.press("Control+z")
    assert value(page) == f"{TEXT} `rollout()`"
    page.locator(".unit.active .codes .extra").click()
    until(lambda: page.wait_for_timeout(30) or value(page) == f"{TEXT} ", "a click does not take it out")


def test_rich_text_is_pasted_as_its_text_on_one_line(page: Any) -> None:
    page.keyboard.press("Control+a")
    clip(page, "Two\r\nlines\u00a0here\n", "<p><b>Two</b></p><script>alert(1)</script><p>lines here</p>")
    page.keyboard.press("Control+v")
    assert value(page) == "Two lines here"
    page.keyboard.press("Control+z")
    assert value(page) == TEXT


def test_a_pasted_text_with_codes_has_them_as_codes(page: Any) -> None:
    page.keyboard.press("Control+a")
    clip(page, f"See `rollout()` and [it{LINK}")
    page.keyboard.press("Control+v")
    page.locator(".unit.active .codes .placed").nth(1).wait_for()
    assert page.locator(".unit.active .ink mark").all_inner_texts() == ["`rollout()`", "[", LINK]
    page.keyboard.press("Backspace")
    assert value(page) == "See `rollout()` and [it"


def test_a_code_is_cut_and_pasted_elsewhere(page: Any) -> None:
    start = TEXT.index("`rollout()`")
    place(page, start, start + 3)
    selected(page, start, start + len("`rollout()`"))
    page.keyboard.press("Control+x")
    assert value(page) == TEXT.replace("`rollout()`", "", 1)
    page.keyboard.press("Home")
    page.keyboard.press("Control+v")
    assert value(page) == "`rollout()`" + TEXT.replace("`rollout()`", "", 1)
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert value(page) == TEXT


def test_a_paste_cannot_land_inside_a_code(page: Any) -> None:
    clip(page, "xx")
    start = TEXT.index(LINK)
    page.evaluate(f"document.activeElement.setSelectionRange({start + 6}, {start + 6})")
    page.keyboard.press("Control+v")
    assert LINK in value(page)
    assert value(page).replace("xx", "") == TEXT


def test_a_text_that_is_dragged_onto_a_code_does_not_break_it(page: Any) -> None:
    field = page.locator(".unit.active textarea")
    box = field.bounding_box()
    place(page, 0, 3)  # "One"
    mark = page.locator(".unit.active .ink mark", has_text="rollout").bounding_box()
    page.mouse.move(box["x"] + 15, box["y"] + 14)
    page.mouse.down()
    page.mouse.move(mark["x"] + 20, mark["y"] + 10, steps=5)
    page.mouse.move(mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2, steps=5)
    page.mouse.up()
    page.wait_for_timeout(100)
    assert all(code in value(page) for code in CODES), value(page)
    assert value(page).count("One") == 1


def test_a_dragged_code_moves_whole(page: Any) -> None:
    start = TEXT.index("`rollout()`")
    place(page, start + 2, start + 5)
    mark = page.locator(".unit.active .ink mark", has_text="rollout").bounding_box()
    box = page.locator(".unit.active textarea").bounding_box()
    page.mouse.move(mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 14, steps=5)
    page.mouse.move(box["x"] + 11, box["y"] + 14, steps=5)
    page.mouse.up()
    page.wait_for_timeout(100)
    assert value(page).count("`rollout()`") == 1
    assert value(page).index("`rollout()`") < start


def test_a_composition_beside_a_code_leaves_it_whole(page: Any) -> None:
    ime = page.context.new_cdp_session(page)
    start = TEXT.index("`rollout()`")
    for at in (start, start + len("`rollout()`")):
        place(page, at)
        for text in ("あ", "あい"):
            ime.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
        ime.send("Input.insertText", {"text": "愛"})
        assert "`rollout()`" in value(page)
    assert value(page).count("愛") == 2


def test_what_is_copied_out_of_the_source_has_its_codes_as_they_are_spelt(page: Any) -> None:
    page.evaluate("""() => {
        const prose = document.querySelector('.unit.active .source .prose');
        document.activeElement.blur();
        getSelection().selectAllChildren(prose);
    }""")
    page.keyboard.press("Control+c" if sys.platform != "darwin" else "Meta+c")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("世界モデルは、行動のあとに何が起こるかを**画素ではなく表現で**予測する。")
    assert f"[JEPA{LINK}" in copied
    assert "world model" not in copied
