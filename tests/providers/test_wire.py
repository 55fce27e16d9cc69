"""What goes wrong with a service, over real connections: waits, failures, limits, and their messages."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from taiyaku.config import Config, ProviderSettings
from taiyaku.drafting.dispatch import ask
from taiyaku.drafting.job import Job
from taiyaku.errors import CredentialsError, ProviderError, QuotaError
from taiyaku.providers import Request, load_provider
from taiyaku.providers.client import retry_after
from waiting import PATIENCE

from .conftest import MACHINES, Site
from .service import Service, cut_short, drip, hang, reset
from .shapes import KEY, wrong_with

BATCH = [Request("a", "世界モデルの<g1>話</g1>です。"), Request("b", "A &amp; B")]
AT_ONCE = {"retry-after": "0"}


def config_of(site: Site, name: str, provider: ProviderSettings | None = None, **own: Any) -> Config:
    table = {"base_url": f"{site.url}/v1" if name == "openai" else site.url, "timeout": PATIENCE, **own}
    table |= {"openai": {"model": "tiny"}, "anthropic": {"model": "tiny"}, "google": {"project": "p"}}.get(name, {})
    return Config(provider=provider or ProviderSettings(name=name), providers={name: table}, root=site.root)


def translated(site: Site, name: str = "deepl", **own: Any) -> list[str]:
    provider = load_provider(name, config_of(site, name, **own))
    return [reply.text for reply in provider.translate(BATCH, source="ja", target="en")]


def first(count: int, failure: Any) -> Callable[[int, str, Any], Any]:
    """A script that fails some times and then works."""
    return lambda number, path, body: failure if number < count else None


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits of the client, in seconds; nobody waits for them here."""
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    return waits


# ── Trying again ──


@pytest.mark.parametrize("status", [429, 500, 529])
@pytest.mark.parametrize("name", MACHINES)
def test_every_machine_retries_temporary_failures(site: Site, service: Service, name: str, status: int) -> None:
    service.script = first(1, (status, AT_ONCE, b"{}"))
    assert len(translated(site, name)) == 2
    assert len(service.bodies) == 2
    assert service.bodies[0] == service.bodies[1]


@pytest.mark.parametrize("status", [408, 409, 425, 502, 503, 504])
def test_other_temporary_failures_are_retried(site: Site, service: Service, status: int) -> None:
    service.script = first(2, (status, AT_ONCE, b"<html>"))
    assert len(translated(site)) == 2
    assert len(service.bodies) == 3


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, ProviderError),
        (401, CredentialsError),
        (403, CredentialsError),
        (404, ProviderError),
        (413, ProviderError),
        (422, ProviderError),
        (456, QuotaError),
        (302, ProviderError),
    ],
)
@pytest.mark.parametrize("name", ["deepl", "openai", "azure"])
def test_a_permanent_failure_is_not_retried(
    site: Site, service: Service, name: str, status: int, kind: type[Exception]
) -> None:
    service.script = lambda number, path, body: (status, {"location": "/"}, json.dumps({"message": KEY}).encode())
    with pytest.raises(kind, match=str(status)) as caught:
        translated(site, name)
    assert len(service.bodies) == 1
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "status", "body"),
    [
        ("openai", 429, {"error": {"code": "insufficient_quota", "message": "You exceeded your current quota"}}),
        ("anthropic", 400, {"error": {"type": "invalid_request_error", "message": "Your credit balance is too low"}}),
        ("azure", 403, {"error": {"code": 403001, "message": "The request is not authorized: free quota"}}),
        ("deepl", 456, {"message": "Quota exceeded"}),
    ],
)
def test_each_service_s_own_word_for_a_used_up_quota_is_known(
    site: Site, service: Service, name: str, status: int, body: Any
) -> None:
    service.script = lambda number, path, _: (status, {}, json.dumps(body).encode())
    with pytest.raises(QuotaError, match="quota is used up"):
        translated(site, name)
    assert len(service.bodies) == 1


def test_seconds_of_retry_after_are_waited(site: Site, service: Service, naps: list[float]) -> None:
    service.script = first(1, (429, {"retry-after": "100"}, b"{}"))
    translated(site)
    assert naps[0] == 100


def test_a_date_of_retry_after_is_waited_for(site: Site, service: Service, naps: list[float]) -> None:
    when = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=100)
    service.script = first(1, (503, {"retry-after": format_datetime(when, usegmt=True)}, b""))
    translated(site)
    assert 0 < naps[0] <= 100


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        (" 2.5 ", 2.5),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("soon", None),
        ("", None),
        ("-1", None),
        ("1e9", None),
        ("٣", None),
    ],
)
def test_retry_after_is_read_as_the_standard_has_it(value: str, seconds: float | None) -> None:
    assert retry_after(value) == seconds


def test_all_threads_wait_for_a_service_that_asks_for_it(site: Site, service: Service, naps: list[float]) -> None:
    service.script = first(1, (429, {"retry-after": "100"}, b"{}"))
    provider = load_provider("deepl", config_of(site, "deepl"))
    requests = [Request(str(number), f"段落{number}") for number in range(12)]
    job = Job(config_of(site, "deepl", ProviderSettings(jobs=3), batch=1), provider, memory_of_project=False)
    object.__setattr__(provider, "limits", type(provider.limits)(1, 1000))
    assert len(ask(job, requests, source="ja", target="en").replies) == 12
    # Three requests may be under way when the service wants rest; every other one waits for the end of it.
    assert len([nap for nap in naps if nap > 1]) >= 12 - 3


def test_a_service_that_asks_for_an_hour_ends_the_job(site: Site, service: Service) -> None:
    service.script = lambda number, path, body: (429, {"retry-after": "3600"}, b"{}")
    with pytest.raises(QuotaError, match="60 min"):
        translated(site)
    assert len(service.bodies) == 1


def test_a_service_that_stays_down_gets_one_attempt_per_batch(site: Site, service: Service) -> None:
    service.script = lambda number, path, body: (500, AT_ONCE, b"")
    provider = load_provider("deepl", config_of(site, "deepl"))
    with pytest.raises(ProviderError, match="500, tried 6 times"):
        provider.translate(BATCH, source="ja", target="en")
    with pytest.raises(ProviderError, match="tried once"):
        provider.translate(BATCH, source="ja", target="en")
    assert len(service.bodies) == 7
    service.script = first(0, None)
    assert len(provider.translate(BATCH, source="ja", target="en")) == 2


# ── Answers that are none ──

BROKEN: dict[str, tuple[Any, str]] = {
    "reset": (reset, "could not be reached"),
    "silence": (hang, "did not answer in 1 s"),
    "drip": (drip, "did not finish its answer in 1 s"),
    "cut short": (cut_short, "could not be reached"),
    "half of the JSON": ((200, {}, b'{"translations": [{"te'), "incomplete JSON"),
    "HTML": ((200, {"content-type": "text/html; charset=utf-8"}, b"<p>Welcome"), "text/html instead of JSON"),
    "no type": ((200, {"content-type": ""}, b"\x00\x01"), "something else instead of JSON"),
    "not UTF-8": ((200, {}, b'{"translations": "\xff"}'), "incomplete JSON"),
    "a false encoding": ((200, {"content-encoding": "gzip"}, b"{}"), "could not be reached"),
    "deep JSON": ((200, {}, b"[" * 100_000), "incomplete JSON"),
}


def limit(name: str) -> int:
    """Seconds to wait for an answer: few only where none comes."""
    return 1 if name in {"silence", "drip"} else PATIENCE


@pytest.mark.parametrize("name", BROKEN)
def test_an_unusable_answer_is_retried(site: Site, service: Service, name: str) -> None:
    service.script = first(1, BROKEN[name][0])
    assert len(translated(site, timeout=limit(name))) == 2
    # Where the limit is short, a slow machine may need more than one other try.
    assert len(service.bodies) == 2 or limit(name) == 1 < len(service.bodies)


@pytest.mark.parametrize("name", BROKEN)
def test_an_answer_that_stays_unusable_is_reported_in_one_line(
    site: Site, service: Service, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("taiyaku.providers.client.ATTEMPTS", 1)
    failure, message = BROKEN[name]
    service.script = first(9, failure)
    with pytest.raises(ProviderError, match=message) as caught:
        translated(site, timeout=limit(name))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "answer", [{}, [], None, 3, "text", {"translations": None}, [{"translations": []}], {"choices": []}]
)
@pytest.mark.parametrize("name", MACHINES)
def test_json_of_another_shape_is_reported(site: Site, service: Service, name: str, answer: Any) -> None:
    service.script = lambda number, path, body: (200, {}, json.dumps(answer).encode())
    with pytest.raises(ProviderError, match=f"{name} at .* returned no"):
        translated(site, name)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("deepl", {"translations": [{"text": "one"}, {"text": None}]}),
        ("google", {"translations": [{"translatedText": "one"}, {"translatedText": 2}]}),
        ("azure", [{"translations": [{"text": None}]}, {"translations": []}]),
        ("libretranslate", {"translatedText": ["one", None]}),
    ],
)
def test_null_is_not_a_translation(site: Site, service: Service, name: str, answer: Any) -> None:
    service.script = lambda number, path, body: (200, {}, json.dumps(answer).encode())
    with pytest.raises(ProviderError, match="returned no"):
        translated(site, name)


@pytest.mark.parametrize("name", ["deepl", "google", "azure", "libretranslate"])
def test_a_wrong_number_of_texts_is_a_problem_of_each_unit(site: Site, service: Service, name: str) -> None:
    good = service.answer

    def short(number: int, path: str, body: Any) -> Any:
        fewer = (
            body[:1] if isinstance(body, list) else {k: v[:1] if isinstance(v, list) else v for k, v in body.items()}
        )
        return 200, {}, good(path, fewer)

    service.script = short
    provider = load_provider(name, config_of(site, name))
    replies = provider.translate(BATCH, source="ja", target="en")
    assert ["returned 1 texts instead of 2" in reply.problem for reply in replies] == [True, True]


def test_an_unreachable_server_is_reported(site: Site, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("taiyaku.providers.client.ATTEMPTS", 2)
    monkeypatch.setattr("taiyaku.providers.client.FIRST_WAIT", 0.01)
    with pytest.raises(ProviderError, match="could not be reached"):
        translated(site, base_url="http://127.0.0.1:9")


# ── Limits ──


def test_no_more_requests_start_in_a_minute_than_the_settings_allow(
    site: Site, service: Service, naps: list[float]
) -> None:
    settings = ProviderSettings(jobs=8, requests_per_minute=1)
    config = config_of(site, "libretranslate", settings, batch=1)
    requests = [Request(str(number), f"段落{number}") for number in range(9)]
    job = Job(config, load_provider("libretranslate", config), memory_of_project=False)
    assert len(ask(job, requests, source="ja", target="en").replies) == 9
    # The first starts at once; each other one a minute after the one before it, less what has passed since.
    assert [round(nap / 60) for nap in sorted(naps)] == [1, 2, 3, 4, 5, 6, 7, 8]


@pytest.mark.parametrize("jobs", [1, 3])
def test_no_more_requests_are_in_progress_than_the_settings_allow(site: Site, service: Service, jobs: int) -> None:
    config = config_of(site, "libretranslate", ProviderSettings(jobs=jobs), batch=1)
    together = threading.Barrier(jobs)  # nobody is answered before as many have asked
    service.script = lambda number, path, body: together.wait(PATIENCE) and None
    requests = [Request(str(number), f"段落{number}") for number in range(9)]
    ask(
        Job(config, load_provider("libretranslate", config), memory_of_project=False),
        requests,
        source="ja",
        target="en",
    )
    assert service.most_at_once == jobs


@pytest.mark.parametrize(("name", "most"), [("deepl", 50), ("google", 100), ("azure", 100), ("libretranslate", 25)])
def test_batches_are_as_large_as_a_service_accepts(site: Site, service: Service, name: str, most: int) -> None:
    config = config_of(site, name)
    requests = [Request(str(number), f"段落{number}") for number in range(2 * most + 1)]
    ask(Job(config, load_provider(name, config), memory_of_project=False), requests, source="ja", target="en")
    assert sorted(
        len(body if name == "azure" else next(v for v in body.values() if isinstance(v, list)))
        for body in service.bodies
    ) == [1, most, most]


@pytest.mark.parametrize(("name", "bytes_"), [("deepl", 128 * 1024), ("google", 90_000), ("azure", 150_000)])
def test_long_texts_are_sent_in_requests_that_the_service_accepts(
    site: Site, service: Service, name: str, bytes_: int
) -> None:
    config = config_of(site, name)
    requests = [Request(str(number), f"{number}" + '長い"段落"' * 700) for number in range(20)]
    asked = ask(Job(config, load_provider(name, config), memory_of_project=False), requests, source="ja", target="en")
    assert len(asked.replies) == 20
    assert all(len(json.dumps(body, ensure_ascii=False).encode()) <= bytes_ for body in service.bodies)
    if name == "google":
        assert all(sum(map(len, body["contents"])) < 30_000 for body in service.bodies)


# ── The shapes themselves ──


@pytest.mark.parametrize("name", MACHINES)
def test_an_extra_or_missing_field_header_or_parameter_is_noticed(site: Site, service: Service, name: str) -> None:
    translated(site, name)
    path, headers, body = service.paths[0], service.headers[0], service.bodies[0]
    raw = json.dumps(body).encode()
    assert wrong_with(path, headers, raw, body) == []
    for header in ("content-type", *(key for key, value in headers.items() if KEY in value)):
        assert wrong_with(path, headers | {header: "x"}, raw, body), header
    objects = body[0] if isinstance(body, list) else body
    for key in [*objects, "more"]:
        spoilt = {k: v for k, v in objects.items() if k != key} if key != "more" else objects | {"more": 1}
        optional = {"response_format", "system", "output_config", "tag_handling_version", "split_sentences", "api_key"}
        if key not in optional:
            assert wrong_with(path, headers, raw, [spoilt] if isinstance(body, list) else spoilt), key
    assert wrong_with(f"{path}{'&' if '?' in path else '?'}more=1", headers, raw, body)
    assert wrong_with(f"/v9{path}", headers, raw, body)


def test_a_key_is_never_part_of_a_url(site: Site, service: Service) -> None:
    for name in MACHINES:
        translated(site, name)
    assert len(service.paths) == len(MACHINES)
    assert not [path for path in service.paths if KEY in path]
