"""Each engine's request has its service's published shape, and its answer is read as that service writes it."""

from __future__ import annotations

import json
import os
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from taiyaku.config import Config
from taiyaku.errors import ConfigError, ProviderError
from taiyaku.providers import Request, load_provider
from taiyaku.providers.ctranslate2 import _unpack
from waiting import PATIENCE

from .service import Service
from .shapes import KEY

BATCH = [Request("a", "世界モデルの<g1>話</g1>", terms=(("世界モデル", "world model"),)), Request("b", "A &amp; B")]


def made(name: str, **settings: Any) -> Any:
    return load_provider(name, Config(providers={name: settings}))


def test_libretranslate(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIBRETRANSLATE_API_KEY", KEY)
    service.script = lambda number, path, body: (200, {}, json.dumps({"translatedText": ["one", "two"]}).encode())
    replies = made("libretranslate", base_url=service.url).translate(BATCH, source="ja", target="en")
    assert [reply.text for reply in replies] == ["one", "two"]
    wanted = {"q": [r.text for r in BATCH], "source": "ja", "target": "en", "format": "html", "api_key": KEY}
    assert (service.paths, service.bodies) == (["/translate"], [wanted])


def test_a_missed_term_is_sent_as_a_tag(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIBRETRANSLATE_API_KEY", raising=False)
    service.script = lambda number, path, body: (200, {}, json.dumps({"translatedText": ["The<x2/>is"]}).encode())
    request = Request("a", BATCH[0].text, terms=BATCH[0].terms, finding="the term is missing")
    replies = made("libretranslate", base_url=service.url).translate([request], source="ja", target="en")
    assert service.bodies[0]["q"] == ["<x2/>の<g1>話</g1>"]
    assert replies[0].text == "The world model is"


def test_google(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_TRANSLATE_TOKEN", KEY)
    answer = {"translations": [{"translatedText": "one"}, {"translatedText": "two"}]}
    service.script = lambda number, path, body: (200, {}, json.dumps(answer).encode())
    replies = made("google", base_url=service.url, project="p").translate(BATCH, source="ja", target="en")
    assert [reply.text for reply in replies] == ["one", "two"]
    assert service.paths == ["/v3/projects/p/locations/global:translateText"]
    assert service.headers[0]["authorization"] == f"Bearer {KEY}"
    assert service.bodies[0] == {
        "contents": [request.text for request in BATCH],
        "mimeType": "text/html",
        "sourceLanguageCode": "ja",
        "targetLanguageCode": "en",
    }


def test_azure_gets_terms_in_the_text(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_TRANSLATOR_KEY", KEY)
    monkeypatch.setenv("AZURE_TRANSLATOR_REGION", "japaneast")
    answer = [{"translations": [{"text": "one", "to": "en"}]}, {"translations": [{"text": "two", "to": "en"}]}]
    service.script = lambda number, path, body: (200, {}, json.dumps(answer).encode())
    replies = made("azure", base_url=service.url).translate(BATCH, source="ja", target="en")
    assert [reply.text for reply in replies] == ["one", "two"]
    assert service.paths == ["/translate?api-version=3.0&from=ja&to=en&textType=html"]
    assert service.headers[0]["ocp-apim-subscription-key"] == KEY
    assert service.headers[0]["ocp-apim-subscription-region"] == "japaneast"
    entry = '<mstrans:dictionary translation="world model">世界モデル</mstrans:dictionary>'
    assert service.bodies[0] == [{"Text": f"{entry}の<g1>話</g1>"}, {"Text": "A &amp; B"}]


PROGRAM = """
import json, sys
for line in sys.stdin:
    unit = json.loads(line)
    print(json.dumps({"id": unit["id"], "text": unit["text"].upper()}))
"""


def test_a_command_speaks_json_lines() -> None:
    provider = made("command", command=[sys.executable, "-c", PROGRAM])
    assert [reply.text for reply in provider.translate([BATCH[1]], source="ja", target="en")] == ["A &AMP; B"]


@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("import sys; sys.exit('out of luck')", "out of luck"),
        ("print('hello')", 'a line other than {"id", "text"}'),
        ("import time; time.sleep(600)", "0.3 s"),
    ],
)
def test_a_failing_command_is_reported(program: str, message: str) -> None:
    provider = made("command", command=[sys.executable, "-c", program], timeout=0.3 if "sleep" in program else PATIENCE)
    with pytest.raises(ProviderError, match=message):
        provider.translate(BATCH, source="ja", target="en")


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "top/../../evil", "loose"])
def test_a_package_that_would_write_outside_its_folder_is_rejected(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "m.argosmodel", "w") as archive:
        archive.writestr("top/metadata.json", "{}")
        archive.writestr(name, "x")
    with pytest.raises(ConfigError):
        _unpack(tmp_path / "m.argosmodel", tmp_path / "out" / "models")
    assert not (tmp_path / "evil").exists()


def test_an_unknown_setting_suggests_the_nearest_known_one() -> None:
    os.environ.pop("LIBRETRANSLATE_API_KEY", None)
    with pytest.raises(ConfigError, match="did you mean `base_url`"):
        made("libretranslate", base_ur="http://localhost")


def test_a_remote_server_without_https_causes_a_warning() -> None:
    assert "not https" in made("libretranslate", base_url="http://example.org").notices[0]
    assert made("libretranslate", base_url="http://127.0.0.1:5000").notices == ()
