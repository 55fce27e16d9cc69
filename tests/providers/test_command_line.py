"""``taiyaku translate`` in a separate process: stopped, watched, and searched for keys."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from waiting import PATIENCE, until

from .conftest import Site
from .service import Service, hang
from .shapes import KEY

COMMAND = [sys.executable, "-m", "taiyaku", "translate"]

WAITS = f"""
import sys
from taiyaku.cli import main
from taiyaku.drafting import workers

workers.GRACE = {PATIENCE}
sys.argv = ["taiyaku", "translate"]
main()
"""
"""The command, which gives requests under way as long as a slow machine needs."""


def paragraphs(count: int, start: int = 1000) -> list[str]:
    return [f"段落{number}の話です。" for number in range(start, start + count)]


@pytest.fixture
def long(site: Site) -> Site:
    """An article that takes many requests."""
    site.settings("openai", "jobs = 2\nprice = 20.0", "batch = 2")
    site.write("content/ja/a.md", "\n\n".join(paragraphs(60)) + "\n")
    return site


@contextmanager
def running(site: Site, command: Sequence[str] = COMMAND) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(command, cwd=site.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdout, process.stderr):
            if stream:
                stream.close()


def until_asked(service: Service, count: int, process: subprocess.Popen[str]) -> None:
    until(lambda: len(service.bodies) >= count or process.poll() is not None, "the service is not asked")
    assert len(service.bodies) >= count


# ── Ctrl-C ──


@pytest.mark.parametrize("articles", [1, 12])
def test_ctrl_c_ends_the_job_and_keeps_what_was_paid_for(site: Site, service: Service, articles: int) -> None:
    site.settings("openai", "jobs = 2", "batch = 2")
    sources = paragraphs(300)
    for number in range(articles):
        site.write(f"content/ja/{number}.md", "\n\n".join(sources[number::articles]) + "\n")
    good = service.translate
    service.translate = lambda unit, message: (time.sleep(0.05), good(unit, message))[1]
    with running(site, [sys.executable, "-c", WAITS]) as process:
        until_asked(service, 5, process)
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=PATIENCE)
    service.translate = good
    until(lambda: service.at_once == 0, "the service is still busy")
    assert process.returncode == 130
    assert "Traceback" not in stderr
    assert "stopped; everything done so far is kept" in stderr
    before = dict(service.asked)
    assert len(before) < len(sources)
    done = site.taiyaku("translate")
    assert done.returncode == 0, done.stderr
    assert {text: count for text, count in service.asked.items() if count > 1} == {}
    assert set(service.asked) == set(sources)


def test_ctrl_c_does_not_wait_for_a_service_that_hangs(long: Site, service: Service) -> None:
    service.script = lambda number, path, body: hang if number else None
    long.settings("openai", "jobs = 2", "batch = 2\n")
    long.edit("taiyaku.toml", f"timeout = {PATIENCE}", f"timeout = {10 * PATIENCE}")
    with running(long) as process:
        until_asked(service, 3, process)
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert "Traceback" not in stderr


def test_ctrl_c_ends_a_wait_for_another_try(long: Site, service: Service) -> None:
    service.script = lambda number, path, body: (503, {"retry-after": "60"}, b"")
    with running(long) as process:
        until_asked(service, 1, process)
        time.sleep(0.2)  # the answer arrives, and the wait begins
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert "Traceback" not in stderr
    assert len(service.bodies) <= 2, "it waited, and asked again"


# ── Progress ──


def on_a_terminal(site: Site, *words: str) -> str:
    """What a run shows on a terminal of 80 columns."""
    ours, theirs = pty.openpty()
    environment = os.environ | {"COLUMNS": "80", "LINES": "30", "TERM": "xterm-256color"}
    process = subprocess.Popen(
        [*COMMAND, *words], cwd=site.root, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, close_fds=True
    )
    os.close(theirs)
    shown = b""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if select.select([ours], [], [], 0.1)[0]:
            chunk = b""
            with contextlib.suppress(OSError):
                chunk = os.read(ours, 65536)
            if not chunk:
                break
            shown += chunk
        elif process.poll() is not None:
            break
    os.close(ours)
    assert process.wait(timeout=PATIENCE) == 0, shown.decode()
    return shown.decode()


def test_a_terminal_shows_one_bar_with_units_characters_and_cost(long: Site, service: Service) -> None:
    long.write("content/ja/b.md", "\n\n".join(paragraphs(20, 5000)) + "\n")
    good = service.translate
    service.translate = lambda unit, message: (time.sleep(0.05), good(unit, message))[1]
    shown = on_a_terminal(long)
    steps = re.findall(r"(\d+)/80 units, ([\d,]+) characters, (\d+) requests?, (0\.\d\d) EUR", shown)
    assert len({units for units, *_ in steps}) > 5
    assert steps[-1][0] == "80"
    assert "━" in shown
    assert shown.count("80/80 units") >= 1
    # The bar is taken away before a result is printed, and does not stand beside it.
    assert len(re.findall(r"\x1b\[2K(?:\x1b\[[\d;]*m)*✓", shown)) == 2
    assert shown.count("✓") == 2
    lines = re.split(r"[\r\n]+", re.sub(r"\x1b\[[\d;?]*[a-zA-Z]", "", shown))
    assert max(len(line) for line in lines if "━" in line) <= 80


def test_elsewhere_the_progress_is_plain_lines_on_stderr(long: Site, service: Service) -> None:
    done = long.taiyaku("translate", "--format", "json")
    assert done.returncode == 0
    assert done.stdout.startswith("{")
    assert re.search(r"^60/60 units, [\d,]+ characters, 30 requests, 0\.\d\d EUR$", done.stderr, re.MULTILINE)
    assert "\x1b" not in done.stderr
    assert "━" not in done.stderr


def test_a_run_that_sends_nothing_shows_no_progress(long: Site, service: Service) -> None:
    long.taiyaku("translate")
    done = long.taiyaku("translate")
    assert "units" not in done.stderr
    assert len(service.bodies) == 30


# ── What stops a job ──


def test_a_used_up_quota_ends_the_job_with_what_was_done_kept(site: Site, service: Service) -> None:
    site.settings("openai", "jobs = 1", "batch = 2")
    sources = paragraphs(24)
    for number in range(6):
        site.write(f"content/ja/{number}.md", "\n\n".join(sources[number * 4 : number * 4 + 4]) + "\n")
    service.script = lambda number, path, body: (456, {}, b"{}") if number >= 5 else None
    done = site.taiyaku("translate")
    assert done.returncode == 1
    assert done.stderr.count("quota is used up") == 1
    assert "Traceback" not in done.stderr
    assert len(service.bodies) == 6
    assert sum(site.read(f"catalogs/en/{number}.po").count("# origin: openai") for number in range(3)) == 10
    service.script = lambda number, path, body: None
    assert site.taiyaku("translate").returncode == 0
    assert {text: count for text, count in service.asked.items() if count > 1} == {}
    assert set(service.asked) == set(sources)


def test_a_service_that_is_down_is_reported_once_and_ends_nothing_else(site: Site, service: Service) -> None:
    site.settings("openai", "jobs = 1")
    for number in range(4):
        site.write(f"content/ja/{number}.md", f"段落{number}の話です。\n")
    service.script = lambda number, path, body: (503, {"retry-after": "0"}, b"")
    done = site.taiyaku("translate")
    assert done.returncode == 1
    assert "503, tried 6 times" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(service.bodies) <= 6 + 4


# ── Keys ──


@pytest.mark.parametrize(
    ("provider", "variable"),
    [
        ("openai", "OPENAI_API_KEY"),
        ("anthropic", "ANTHROPIC_API_KEY"),
        ("deepl", "DEEPL_AUTH_KEY"),
        ("google", "GOOGLE_TRANSLATE_TOKEN"),
        ("azure", "AZURE_TRANSLATOR_KEY"),
    ],
)
def test_a_key_that_is_missing_is_named_and_a_dry_run_needs_none(
    site: Site, service: Service, provider: str, variable: str
) -> None:
    site.settings(provider)
    if provider == "openai":  # a server on this machine needs no key, one elsewhere does
        site.write("taiyaku.toml", site.read("taiyaku.toml").replace("http://127.0.0.1", "https://example.org"))
    site.write("content/ja/a.md", "段落の話です。\n")
    done = site.taiyaku("translate", **{variable: ""})
    assert done.returncode == 2
    assert variable in done.stderr
    assert len(done.stderr.splitlines()) == 1
    dry = site.taiyaku("translate", "--dry-run", **{variable: ""})
    assert dry.returncode == 0, dry.stderr
    assert "requests    1" in dry.stdout
    assert not service.bodies


def test_keys_are_in_no_output_and_no_file_whatever_the_service_says(site: Site, service: Service) -> None:
    """Each service gives the key back in an error, in a header and in the middle of a translation that is refused."""
    site.write("glossary/a.yaml", "source: ja\nterms:\n  - term: 段落\n    en: paragraph\n")
    site.write("content/ja/a.md", "段落1の話です。\n\n段落2の話です。\n")
    output = ""
    for provider in ("openai", "anthropic", "deepl", "google", "azure", "libretranslate"):
        site.settings(provider)
        for script in (
            lambda number, path, body: (
                401 if number % 2 else 400,
                {"x-key": KEY},
                f'{{"message": "no: {KEY}"}}'.encode(),
            ),
            lambda number, path, body: (200, {}, f'{{"{KEY}": 1}}'.encode()),
        ):
            service.script = script
            done = site.taiyaku("translate", "--format", "json")
            assert done.returncode in {1, 2}
            output += done.stdout + done.stderr
    assert "[key]" in output
    assert KEY not in output
    assert not [path for path in Path(site.root).rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()]


def test_a_remote_url_without_https_causes_a_warning_and_a_local_one_does_not(site: Site, service: Service) -> None:
    site.write("content/ja/a.md", "段落の話です。\n")
    assert "https" not in site.taiyaku("translate", "--dry-run").stderr
    site.write("taiyaku.toml", site.read("taiyaku.toml").replace("http://127.0.0.1", "http://example.org"))
    dry = site.taiyaku("translate", "--dry-run")
    assert "is not https; articles and the key can be read in transit" in dry.stderr
