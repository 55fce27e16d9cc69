"""Work is safe, and what stands beside it: the machine, the publish dialog, Ctrl-C, another start."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from providers.service import Service, english
from providers.shapes import KEY
from review.review_browser import Command, enter, focused, open_article, unit_of
from review.review_project import OTHER_EN, SETTINGS, Project
from taiyaku.catalogs.po import read_catalog
from taiyaku.model import State
from taiyaku.project.articles import write_text
from waiting import PATIENCE, until

# ── A machine ───────────────────────────────────────────────────────────────


class Slow:
    """A service that answers when it is let; what it is asked again, as a repair, at once."""

    def __init__(self) -> None:
        self.service = Service()
        self.gate = threading.Semaphore(0)
        self.service.script = self.wait

    def wait(self, number: int, path: str, body: Any) -> None:
        texts = {unit["text"] for unit in json.loads(body["messages"][-1]["content"])["units"]}
        if not texts <= set(self.service.asked):
            self.gate.acquire(timeout=PATIENCE)

    def let(self, requests: int = 1) -> None:
        self.gate.release(requests)


@pytest.fixture
def slow() -> Iterator[Slow]:
    made = Slow()
    yield made
    made.let(1000)
    made.service.close()


@pytest.fixture
def with_machine(project: Project, slow: Slow, run: Callable[..., Command], browser: Any, complaints: list[str]) -> Any:
    """The article's page of a project that has a language model."""
    table = f'[provider]\nname = "openai"\n[providers.openai]\nbase_url = "{slow.service.url}/v1"\nmodel = "tiny"\n'
    write_text(project.root / "taiyaku.toml", SETTINGS + table)
    command = run(env={"OPENAI_API_KEY": KEY})
    return open_article(enter(browser, command.address, complaints))


def test_a_machine_drafts_one_unit_on_request_and_tells_where_it_comes_from(
    with_machine: Any, slow: Slow, project: Project
) -> None:
    page = with_machine
    slow.let(9)
    unit = focused(page, "根気")
    page.keyboard.press("Alt+d")
    until(lambda: page.wait_for_timeout(50) or unit.locator("textarea").input_value() != "", "no draft came")
    assert unit.locator("textarea").input_value() == english("根気")
    assert "draft · openai" in unit.locator(".origin").inner_text()
    assert project.entry("根気") == (english("根気"), State.DRAFT)
    assert project.entry("用意")[1] is State.MISSING
    page.keyboard.press("End")
    page.keyboard.type("!")
    until(lambda: page.wait_for_timeout(50) or project.entry("根気")[0].endswith("!"), "the draft cannot be edited")
    assert page.locator(".conflict").count() == 0


def test_a_machine_drafts_all_that_is_missing_with_progress_and_stops_when_told(
    with_machine: Any, slow: Slow, project: Project
) -> None:
    page = with_machine
    focused(page, "根気")
    page.keyboard.type("Patience of a person")
    until(lambda: project.entry("根気")[0] == "Patience of a person", "not saved")
    page.get_by_role("button", name="Draft 21 missing").click()
    page.wait_for_selector("#machine progress")
    slow.let()
    until(lambda: page.wait_for_timeout(50) or page.locator("#machine progress[value='8']").count() == 1, "no progress")
    until(lambda: page.wait_for_timeout(50) or page.locator(".unit[data-state=draft]").count() > 7, "no drafts shown")
    page.get_by_role("button", name="Stop").click()
    slow.let()
    left = page.get_by_role("button", name="missing")
    left.wait_for()
    assert left.inner_text().startswith("Draft 5 missing")
    assert page.locator(".unit[data-state=draft]").count() == 17
    assert project.entry("根気")[0] == "Patience of a person"
    assert page.inner_text("#open") == "22"
    slow.let(9)
    left.click()
    until(lambda: page.wait_for_timeout(50) or page.locator(".unit[data-state=missing]").count() == 0, "not all came")
    assert "根気" not in slow.service.asked


def test_a_machine_that_fails_is_told_on_the_page_and_not_the_key(with_machine: Any, slow: Slow) -> None:
    page = with_machine
    slow.service.script = lambda number, path, body: (401, {}, b'{"error": {"message": "bad key"}}')
    page.get_by_role("button", name="missing").click()
    page.wait_for_selector("#machine .bad")
    assert "OPENAI_API_KEY" in page.inner_text("#machine .bad")
    assert KEY not in page.content()
    assert page.get_by_role("button", name="Draft 21 missing").count() == 1  # the memory knew one


# ── Publishing ──────────────────────────────────────────────────────────────


@pytest.fixture
def disputed(browser: Any, base: str, project: Project, complaints: list[str]) -> Any:
    """A published article, of which one unit was changed in the file and here; its publish dialog."""
    desk = project.desk()
    desk.result(next(key for key, article in desk.articles().items() if article.name == "notes"), frozen=False)
    page = open_article(enter(browser, base, complaints), "notes")
    target = project.article("notes").target
    write_text(target, target.read_text("utf-8").replace("Reading notes", "Notes on reading"))
    focused(page, "読書メモ")
    page.keyboard.press("Control+a")
    page.keyboard.type("My notes")
    page.keyboard.press("Control+Enter")
    until(lambda: project.entry("読書メモ", "notes")[0] == "My notes", "not saved")
    page.keyboard.press("Alt+p")
    page.wait_for_selector("#panel[open]")
    return page


def test_a_file_that_was_edited_and_changed_here_is_not_overwritten_unasked(disputed: Any, project: Project) -> None:
    assert "edited by hand" in disputed.inner_text("#panel h2")
    assert "Notes on reading" in disputed.inner_text("#panel .conflicts")
    assert project.article("notes").target.read_text("utf-8").startswith("# Notes on reading\n")
    disputed.keyboard.press("Escape")
    assert not disputed.locator("#panel[open]").count()
    assert project.entry("読書メモ", "notes")[0] == "My notes"


def test_overwriting_the_file_publishes_the_page_and_shows_what_was_replaced(disputed: Any, project: Project) -> None:
    disputed.get_by_role("button", name="Overwrite the file").click()
    disputed.wait_for_selector("#panel h2:has-text('Published')")
    assert "Notes on reading" in disputed.inner_text("#panel .conflicts")
    assert project.article("notes").target.read_text("utf-8").startswith("# My notes\n")


def test_take_the_file_brings_its_text_onto_the_page(disputed: Any, project: Project) -> None:
    disputed.get_by_role("button", name="Keep the file").click()
    disputed.wait_for_selector("#panel h2:not(:has-text('edited by hand'))")
    assert project.article("notes").target.read_text("utf-8").startswith("# Notes on reading\n")
    assert project.entry("読書メモ", "notes")[0] == "Notes on reading"
    disputed.get_by_role("button", name="Close").click()
    disputed.wait_for_selector(".unit.active")
    field = unit_of(disputed, "読書メモ").locator("textarea")
    until(lambda: disputed.wait_for_timeout(50) or field.input_value() == "Notes on reading", "the page kept the old")


def test_findings_stand_in_the_way_of_publishing_and_lead_to_their_units(
    browser: Any, base: str, project: Project, complaints: list[str]
) -> None:
    wrong = OTHER_EN["検証データ"].replace("0.35", "0.53")
    project.translate("notes", {"検証データ": wrong})
    page = open_article(enter(browser, base, complaints), "notes")
    page.keyboard.press("Alt+p")
    page.wait_for_selector("#panel[open]")
    assert "Published" not in page.inner_text("#panel h2")
    assert "0.53" in page.inner_text("#panel .findings")
    assert not project.article("notes").target.exists()
    page.locator("#panel [data-go]").first.click()
    page.wait_for_selector("#panel:not([open])", state="attached")
    assert page.evaluate("document.activeElement.value") == wrong


# ── Nothing is lost ─────────────────────────────────────────────────────────


def test_ctrl_c_while_saves_come_in_leaves_every_answered_one_written(
    project: Project, run: Callable[..., Command]
) -> None:
    many = 60
    project.write("many", "\n\n".join(f"段落{number}である。" for number in range(many)) + "\n")
    command = run()
    desk = project.desk()
    key = next(key for key, article in desk.articles().items() if article.name == "many")
    opened = desk.open(key)
    answered: list[str] = []
    with httpx.Client(base_url=command.base, timeout=PATIENCE) as client:
        assert client.get(command.address).status_code == 200

        def save(number: int) -> None:
            unit = opened.document.units[number]
            form = {"text": f"Paragraph {number}.", "version": opened.version(unit.id), "accept": "1"}
            try:
                answer = client.post(f"/a/{key}/u/{unit.id}", data=form)
            except httpx.TransportError:
                return
            if answer.status_code == 200 and answer.json()["outcome"] == "saved":
                answered.append(form["text"])

        with ThreadPoolExecutor(6) as pool:
            for number in range(many):
                pool.submit(save, number)
            until(lambda: len(answered) >= 8, "nothing was saved")
            code, said = command.stop(signal.SIGINT)
    assert code == 0, said
    assert "Traceback" not in said
    assert 8 <= len(answered) < many
    catalog = read_catalog(project.article("many").catalog)
    assert catalog
    assert set(answered) <= {entry.text for entry in catalog.live if entry.state is State.ACCEPTED}
    assert not list(project.root.rglob("*.tmp"))


def test_a_tab_that_is_closed_at_once_loses_nothing_typed(
    browser: Any, base: str, project: Project, complaints: list[str]
) -> None:
    page = open_article(enter(browser, base, complaints))
    focused(page, "根気")
    page.keyboard.type("Typed and gone")
    address = page.url
    page.close(run_before_unload=True)
    again = page.context.new_page()
    again.goto(address)
    again.wait_for_selector(".unit.active")
    assert unit_of(again, "根気").locator("textarea").input_value() == "Typed and gone"
    until(lambda: project.entry("根気")[0] == "Typed and gone" or again.locator("[data-do=save]").count() > 0, "lost")


def test_a_server_that_is_started_again_is_found_again_and_gets_what_was_typed_meanwhile(
    browser: Any, project: Project, run: Callable[..., Command], complaints: list[str]
) -> None:
    first = run()
    page = open_article(enter(browser, first.address, complaints))
    assert first.stop()[0] == 0
    focused(page, "根気")
    page.keyboard.type("Typed without a server")
    page.locator("#saving:has-text('does not answer')").wait_for()
    second = run()
    assert second.base == first.base
    page.locator("#saving:has-text('restarted')").wait_for()
    other = page.context.new_page()
    other.goto(second.address)
    until(lambda: page.wait_for_timeout(50) or project.entry("根気")[0] == "Typed without a server", "not sent again")
    page.locator("#saving").wait_for(state="hidden")


def test_a_port_that_is_taken_meanwhile_is_not_waited_for(project: Project, run: Callable[..., Command]) -> None:
    first, second = run(), run()
    assert first.base != second.base
    second.stop()
    first.stop()
    assert run().base in {first.base, second.base}
