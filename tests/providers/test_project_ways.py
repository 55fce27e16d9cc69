"""A machine in a project: prompts, single files, shared requests, two runs at once, a failing disk."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from project_on_disk import end_of
from taiyaku.drafting.dispatch import ask
from taiyaku.drafting.job import Job
from taiyaku.pipeline.run import translate_article
from taiyaku.providers import Request, load_provider
from waiting import PATIENCE, until

from .conftest import Site, new_site
from .service import Service, english

TEXT = "# 見出し\n\n最初の段落は**太字**の話です。\n\n二番目の段落は`code`の話です。\n"


def run(site: Site) -> Any:
    return translate_article(site.root / "content/ja/a.md", config=site.config)


@pytest.fixture
def article(site: Site) -> Site:
    site.write("content/ja/a.md", TEXT)
    return site


def units_asked(service: Service) -> list[int]:
    """How many units each request held."""
    return [len(json.loads(body["messages"][-1]["content"])["units"]) for body in service.bodies]


# ── Prompts ──


def test_a_project_s_prompt_replaces_ours_and_the_other_stays(article: Site, service: Service) -> None:
    run(article)
    ours = service.bodies[0]["messages"][0]["content"]
    article.write("prompts/system.md", "Put $source into $target, for $$5.\n")
    article.settings("openai", 'prompts = "prompts"')
    article.write("content/ja/b.md", TEXT.replace("段落", "文"))
    service.translate = lambda unit, message: english(unit["text"]) if "repairs" in message else f"```\n{unit['text']}"
    translate_article(article.root / "content/ja/b.md", config=article.config)
    first, again = service.bodies[1]["messages"][0]["content"], service.bodies[2]["messages"][0]["content"]
    assert first == "Put Japanese into English, for $5."
    assert again.startswith("Put Japanese into English, for $5.\n\nSome of these units were translated before")
    assert ours not in again


def test_a_changed_prompt_does_not_reuse_the_replies_to_the_old_one(article: Site, service: Service) -> None:
    def answered() -> int:
        job = Job(article.config, load_provider("openai", article.config))
        with job:
            ask(job, [Request("a", "段落の話です。")], source="ja", target="en")
        return len(service.bodies)

    assert (answered(), answered()) == (1, 1)
    article.write("prompts/repair.md", "Mend it.\n")
    article.settings("openai", 'prompts = "prompts"')
    assert (answered(), answered()) == (2, 2)


@pytest.mark.parametrize(
    ("files", "folder", "message"),
    [
        ({"prompts/system.md": "To $language."}, "prompts", "prompts/system.md: has an unknown placeholder"),
        ({"prompts/system.md": "100$ is $"}, "prompts", "and $$ for a dollar sign"),
        ({}, "prompts", "`prompts` in [provider] is not a folder in the project: prompts"),
        ({}, "../..", "is not a folder in the project"),
        ({}, "/etc", "is not a folder in the project"),
    ],
)
def test_an_unusable_prompt_is_reported(article: Site, files: dict[str, str], folder: str, message: str) -> None:
    for name, text in files.items():
        article.write(name, text)
    article.settings("openai", f'prompts = "{folder}"')
    done = article.taiyaku("translate")
    assert done.returncode == 2
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


# ── One file ──


def test_one_file_is_translated_by_a_machine_and_keeps_its_catalog(article: Site, service: Service) -> None:
    done = article.taiyaku("translate", "content/ja/a.md", "-o", "out.md", "--catalog", "out.po")
    assert done.returncode == 0, done.stderr
    assert "3/3 units" in done.stderr
    assert "**" in article.read("out.md")
    assert article.read("out.po").count("# origin: openai") == 3
    again = article.taiyaku("translate", "content/ja/a.md", "-o", "-", "--catalog", "out.po")
    assert again.stdout == article.read("out.md")
    assert len(service.bodies) == 1


def test_one_file_reports_why_the_machine_did_not_answer(article: Site, service: Service) -> None:
    service.script = lambda number, path, body: (400, {}, b'{"error": {"message": "no such model"}}')
    done = article.taiyaku("translate", "content/ja/a.md", "-o", "out.md")
    assert done.returncode == 1
    assert "no such model" in done.stderr
    assert not (article.root / "out.md").exists()
    service.script = lambda number, path, body: (401, {}, b"{}")
    assert article.taiyaku("translate", "content/ja/a.md", "-o", "-").returncode == 2


def test_one_file_keeps_what_came_before_the_quota_ended(article: Site, service: Service) -> None:
    article.settings("openai", "jobs = 1", "batch = 1")
    service.script = lambda number, path, body: (456, {}, b"{}") if number == 2 else None
    done = article.taiyaku("translate", "content/ja/a.md", "-o", "out.md", "--catalog", "out.po")
    assert done.returncode == 1
    assert "quota is used up" in done.stderr
    assert article.read("out.po").count("# origin: openai") == 2
    service.script = lambda number, path, body: None
    assert article.taiyaku("translate", "content/ja/a.md", "-o", "out.md", "--catalog", "out.po").returncode == 0
    assert max(service.asked.values()) == 1


# ── Requests ──


def test_ten_short_articles_share_one_request(site: Site, service: Service) -> None:
    for number in range(10):
        site.write(f"content/ja/{number}.md", f"段落{number + 1000}の話です。\n")
    done = site.taiyaku("translate")
    assert done.returncode == 0, done.stderr
    assert units_asked(service) == [10]
    assert len(list((site.root / "content/en").glob("*.md"))) == 10


def test_replies_swapped_between_articles_are_sent_again(site: Site, service: Service) -> None:
    texts = {"JEPA": "This is about JEPA in 2024.", "LSTM": "This is about LSTM in 1999."}
    site.write("content/ja/a.md", "2024年のJEPAの話です。\n")
    site.write("content/ja/b.md", "1999年のLSTMの話です。\n")
    service.translate = lambda unit, message: texts[
        next(key for key in texts if (key in unit["text"]) == (len(message["units"]) == 1))
    ]
    done = site.taiyaku("translate")
    assert done.returncode == 0, done.stderr
    assert units_asked(service) == [2, 1, 1]
    assert site.read("content/en/a.md") == "This is about JEPA in 2024.\n"
    assert site.read("content/en/b.md") == "This is about LSTM in 1999.\n"


def test_only_the_next_run_sends_a_refused_unit_again(article: Site, service: Service) -> None:
    good = service.translate
    service.translate = lambda unit, message: "" if "<x1/>" in unit["text"] else good(unit, message)
    assert run(article).left == 1
    assert units_asked(service) == [3, 1, 1]
    service.translate = good
    service.bodies.clear()
    result = run(article)
    assert (result.left, result.from_provider, units_asked(service)) == (0, 1, [1])
    assert "`code`" in article.read("content/en/a.md")


def test_two_runs_at_once_send_nothing_twice(site: Site, service: Service) -> None:
    site.settings("openai", "jobs = 2", "batch = 2")
    for name in ("a", "b"):
        site.write(f"content/ja/{name}.md", "\n\n".join(f"段落{n}の{name}の話です。" for n in range(1000, 1010)) + "\n")
    may_answer = threading.Event()
    service.script = lambda number, path, body: may_answer.wait(PATIENCE) and None
    first = site.start("translate")
    until(lambda: bool(service.bodies), "the first run asks for nothing")
    second = site.start("translate")
    assert second.stderr is not None
    waits = second.stderr.readline()
    may_answer.set()
    ended = [end_of(first), end_of(second)]
    assert [done.code for done in ended] == [0, 0], ended
    assert {text: count for text, count in service.asked.items() if count > 1} == {}
    assert len(service.asked) == 20
    assert "another run is using the provider; waiting for it" in waits


# ── Settings ──


@pytest.mark.parametrize(
    ("provider", "key", "near"),
    [
        ("openai", "modle", "model"),
        ("anthropic", "max_token", "max_tokens"),
        ("deepl", "formalty", "formality"),
        ("google", "projct", "project"),
        ("azure", "regoin", "region"),
        ("libretranslate", "time_out", "timeout"),
        ("command", "comand", "command"),
        ("ctranslate2", "modell", "model"),
    ],
)
def test_a_misspelled_key_of_a_provider_suggests_the_right_one(site: Site, provider: str, key: str, near: str) -> None:
    site.write("content/ja/a.md", "段落\n")
    site.write("taiyaku.toml", f'[provider]\nname = "{provider}"\n[providers.{provider}]\n{key} = "x"\n')
    done = site.taiyaku("translate")
    assert done.returncode == 2
    assert f"unknown key `{key}`" in done.stderr
    assert f"did you mean `{near}`?" in done.stderr


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("[providers.opnai]\nmodel = 'x'", "taiyaku.toml:3: there is no provider `opnai`; did you mean `openai`?"),
        (
            "[providers.openai]\nmodel = 3",
            "taiyaku.toml:4: `model` in [providers.openai] must be text in quotes, not a whole number",
        ),
        (
            "[providers.openai]\nmodel = 'x'\ntimeout = 'x'",
            "taiyaku.toml:5: `timeout` in [providers.openai] must be a number, not text in quotes",
        ),
        ("[providers.openai]", "taiyaku.toml:3: [providers.openai] needs `model`; add it"),
    ],
)
def test_an_error_in_a_provider_s_table_is_reported(site: Site, toml: str, message: str) -> None:
    site.write("content/ja/a.md", "段落\n")
    site.write("taiyaku.toml", f'[provider]\nname = "openai"\n{toml}\n')
    done = site.taiyaku("translate")
    assert done.returncode == 2
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


# ── Disks ──


@contextmanager
def mounted(place: Path, options: str) -> Iterator[Path]:
    """A small disk in memory, where one may be mounted."""
    place.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", options, "taiyaku-test", str(place)]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a file system can be mounted by root alone")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=False)


def test_a_full_disk_is_reported_and_existing_files_stay(tmp_path: Path, site: Site, service: Service) -> None:
    with mounted(tmp_path / "disk", "size=256k") as disk:
        full = new_site(disk, site.url)
        full.write("content/ja/a.md", TEXT)
        (disk / "ballast").write_bytes(b"x" * 200_000)
        done = full.taiyaku("translate")
        assert done.returncode == 1, done.stderr
        assert "disk is full" in done.stderr or "No space left" in done.stderr
        assert "Traceback" not in done.stderr
        assert full.read("content/ja/a.md") == TEXT
        (disk / "ballast").unlink()
        assert full.taiyaku("translate").returncode == 0
        assert "**" in full.read("content/en/a.md")


def test_nothing_is_sent_that_could_not_be_saved(article: Site, service: Service) -> None:
    with mounted(article.root / ".taiyaku", "ro"):
        done = article.taiyaku("translate")
    assert done.returncode == 1
    assert "paid replies could not be kept, so nothing was sent" in done.stderr
    assert "Traceback" not in done.stderr
    assert not service.bodies


def test_a_memory_that_cannot_be_written_lasts_for_the_run(article: Site, service: Service) -> None:
    memory = article.root / ".taiyaku/memory.db"
    memory.mkdir(parents=True)  # no user, not even root, writes a folder as a file
    done = article.taiyaku("translate")
    assert "Traceback" not in done.stderr
    assert done.returncode == 0, done.stderr
    assert "changes to the memory are lost after this run" in done.stderr
    assert "**" in article.read("content/en/a.md")
    assert article.read("catalogs/en/a.po").count("# origin: openai") == 3
