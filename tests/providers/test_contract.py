"""What every provider of the table needs; whatever a new one lacks, a test here names."""

from __future__ import annotations

import importlib.util
import inspect
import json
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec
import pytest

from taiyaku.config import Config
from taiyaku.providers import PROVIDERS, Machine, Request, load_provider
from taiyaku.providers.language_model import LanguageModel
from taiyaku.providers.settings import NO_EFFECT

from .conftest import CLASSES, KEYS, MACHINES, NEEDED, Site
from .service import Service
from .shapes import KEY, SHAPES

DOCS = Path(__file__).parents[2] / "docs"
WITH_SETTINGS = [name for name, kind in CLASSES.items() if getattr(kind, "settings_type", None)]


# ── Its class ──


def test_every_provider_is_in_the_table() -> None:
    for path in sorted(Path(import_module("taiyaku.providers").__file__ or "").parent.glob("*.py")):
        module = import_module(f"taiyaku.providers.{path.stem}")
        for kind in vars(module).values():
            if (
                isinstance(kind, type)
                and kind.__module__ == module.__name__
                and issubclass(kind, Machine)
                and (kind.name or kind.settings_type)
            ):
                line = f'("{kind.name}", "{module.__name__}:{kind.__name__}")'
                assert kind in CLASSES.values(), f"add {line} to PROVIDERS in providers/__init__.py"
    assert len(CLASSES) == len(PROVIDERS), "two lines of PROVIDERS have the same name; rename one"
    pages = {page.stem for page in (DOCS / "providers").glob("*.md")}
    assert pages <= set(CLASSES), f"no provider is called {sorted(pages - set(CLASSES))}; rename its page or delete it"


@pytest.mark.parametrize("name", CLASSES)
def test_its_class_is_complete(name: str) -> None:
    kind = CLASSES[name]
    module = inspect.getmodule(kind)
    assert issubclass(kind, Machine), f"{kind.__name__} does not inherit from Machine, which has the optional members"
    assert kind.name == name, f"{kind.__name__}.name is {kind.name!r}, but {name!r} in PROVIDERS"
    assert callable(getattr(kind, "translate", None)), f"{kind.__name__} has no translate()"
    assert module is not None
    assert f"``{name}``" in (module.__doc__ or ""), f"the docstring of {module.__name__} does not name ``{name}``"


def require_shape(name: str) -> None:
    """Without its request and answer, a service's tests fail for reasons that say nothing."""
    where = "SHAPES in tests/providers/shapes.py"
    assert name in SHAPES, f"add the published request of {name} to {where}, for its tests"
    own = {"texts": SHAPES[name].texts, "answer": SHAPES[name].answer}
    missing = [field for field, value in own.items() if value is None and not issubclass(CLASSES[name], LanguageModel)]
    assert not missing, f"add {missing} to {name} in {where}: what a working service reads and answers"


@pytest.mark.parametrize("name", MACHINES)
def test_a_web_service_names_its_key_and_its_requests_are_known(name: str) -> None:
    kind = CLASSES[name]
    assert kind.settings_type, f"{kind.__name__} has no settings_type; give it a subclass of HttpSettings"
    assert kind.key_variable, f"{kind.__name__} has no key_variable, the environment variable with its key"
    require_shape(name)


@pytest.mark.parametrize("name", MACHINES)
def test_a_web_service_is_sent_a_request_of_its_published_shape(site: Site, service: Service, name: str) -> None:
    require_shape(name)
    site.settings(name)
    provider = load_provider(name, site.config)
    (reply,) = provider.translate([Request("a", "世界モデルの<g1>話</g1>です。")], source="ja", target="en")
    assert (reply.id, reply.problem) == ("a", "")
    assert len(service.bodies) == 1


# ── Its settings and its page ──


def provider_pages() -> Any:
    """The module that writes the settings into the manual."""
    spec = importlib.util.spec_from_file_location("provider_pages", DOCS / "provider_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", WITH_SETTINGS)
def test_its_required_settings_are_known_to_the_tests(name: str) -> None:
    required = {field.name for field in msgspec.structs.fields(CLASSES[name].settings_type) if field.required}
    missing = sorted(required - set(NEEDED.get(name, {})))
    assert not missing, f"add {missing} of [providers.{name}] to NEEDED in tests/providers/conftest.py"


@pytest.mark.parametrize("name", WITH_SETTINGS)
def test_each_of_its_settings_is_documented(name: str) -> None:
    kind = CLASSES[name].settings_type
    missing = set(kind.__struct_fields__) - set(provider_pages().field_docs(kind))
    assert not missing, f"{kind.__name__} has fields without a string under them, for the manual: {sorted(missing)}"


@pytest.mark.parametrize("name", WITH_SETTINGS)
def test_it_has_a_page_in_the_manual_and_the_table_links_to_it(name: str) -> None:
    page = DOCS / "providers" / f"{name}.md"
    assert page.exists(), f"write docs/providers/{name}.md, then run python docs/generate.py"
    text = page.read_text("utf-8")
    for needed in (
        f"# {name}\n",
        "**What it costs.**",
        "**Tags",
        "**Glossaries.**",
        f"## Settings under `[providers.{name}]`",
    ):
        assert needed in text, f"docs/providers/{name}.md has no {needed.strip()}"
    assert f"(providers/{name}.md)" in (DOCS / "providers.md").read_text("utf-8"), (
        f"docs/providers.md does not link to providers/{name}.md; add its line to the table"
    )


@pytest.mark.parametrize("name", WITH_SETTINGS)
def test_no_setting_takes_a_key(name: str) -> None:
    secrets = [
        field
        for field in CLASSES[name].settings_type.__struct_fields__
        if re.search("key|token$|secret|password", field)
    ]
    assert not secrets, f"keys come from the environment, not from [providers.{name}]: {secrets}"


# ── Its identity ──

BESIDE: dict[str, dict[str, Any]] = {"google": {"glossary": "g"}}
"""Settings beside which others count."""
CONDITIONAL = {"google": {"project", "bucket"}}
"""Settings that change answers only beside others, and are marked as having no effect by themselves."""

SENT = {"max_tokens", "region"}
"""Settings that are sent, and yet change no answer."""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in which every provider can be set up."""
    for variable in KEYS:
        monkeypatch.setenv(variable, KEY)
    monkeypatch.setattr("taiyaku.providers.ctranslate2._library", lambda: None)
    for name in ("model", "another"):
        (tmp_path / name).mkdir()
    return tmp_path


def identity(root: Path, name: str, **changed: Any) -> str:
    config = Config(providers={name: NEEDED.get(name, {}) | BESIDE.get(name, {}) | changed}, root=root)
    return load_provider(name, config, sends=False).identity


def other_value(kind: Any, value: Any) -> Any:
    """A valid value that differs from a setting's default."""
    if get_origin(kind) is Literal:
        return next(choice for choice in get_args(kind) if choice != value)
    examples: dict[Any, Any] = {bool: not value, int: 7, float: 7.5, str: "another"}
    for option in (kind, *get_args(kind)):
        if option in examples:
            return examples[option]
        if get_origin(option) is dict:
            return {"another": 1}
    raise AssertionError(f"other_value() has no example of {kind}")


def changes(name: str) -> Iterator[tuple[str, Any, bool]]:
    """Each setting with another value, and whether that can change an answer."""
    kind = CLASSES[name].settings_type
    types = get_type_hints(kind)
    for field in msgspec.structs.fields(kind):
        value = "http://127.0.0.1:9" if field.name.endswith("_url") else other_value(types[field.name], field.default)
        marked = NO_EFFECT in getattr(field.type, "__metadata__", ())
        yield field.name, value, not marked or field.name in CONDITIONAL.get(name, ())


SETTINGS = [(name, *change) for name in WITH_SETTINGS for change in changes(name)]


@pytest.mark.parametrize(
    ("name", "field", "value", "counts"), SETTINGS, ids=[f"{name}-{field}" for name, field, *_ in SETTINGS]
)
def test_its_identity_changes_with_what_changes_answers(
    root: Path, name: str, field: str, value: Any, counts: bool
) -> None:
    differs = identity(root, name, **{field: value}) != identity(root, name)
    assert differs == counts, (
        f"`{field}` of [providers.{name}] does not change the identity, so that two settings share paid replies"
        if counts
        else f"`{field}` of [providers.{name}] is marked NO_EFFECT, and changes the identity"
    )


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [change[:3] for change in SETTINGS if change[0] in MACHINES and not change[3] and change[1] not in SENT],
)
def test_a_setting_outside_the_identity_changes_no_request(
    site: Site, service: Service, name: str, field: str, value: Any
) -> None:
    site.settings(name)
    table = site.config.providers[name]
    for settings in (table, table | {field: value}):
        provider = load_provider(name, Config(providers={name: settings}, root=site.root))
        provider.translate([Request("a", "世界モデルの話です。")], source="ja", target="en")
    message = f"`{field}` of [providers.{name}] changes the request; remove its NO_EFFECT, or name it in SENT"
    assert service.paths[0] == service.paths[1], message
    assert service.bodies[0] == service.bodies[1], message


@pytest.mark.parametrize("name", CLASSES)
def test_its_identity_is_its_own_and_has_no_key(root: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = identity(root, name)
    assert before not in {identity(root, other) for other in CLASSES if other != name}
    assert KEY not in before
    for variable in KEYS:
        monkeypatch.setenv(variable, "another-key")
    assert identity(root, name) == before


@pytest.mark.parametrize("name", ["openai", "anthropic"])
def test_the_identity_of_a_language_model_changes_with_its_prompts(root: Path, name: str) -> None:
    (root / "prompts").mkdir()
    (root / "prompts/system.md").write_text("Translate $source to $target.", "utf-8")
    table = {name: NEEDED[name]}
    own = Config(providers=table, root=root, provider=msgspec.structs.replace(Config().provider, prompts="prompts"))
    assert load_provider(name, own).identity != load_provider(name, Config(providers=table, root=root)).identity


@pytest.mark.parametrize(
    ("name", "settings", "expected"),
    [
        ("deepl", {}, ["deepl", {"base_url": "", "formality": "", "glossary_id": "", "model_type": ""}]),
        ("azure", {"category": "c"}, ["azure", "https://api.cognitive.microsofttranslator.com", "c", True]),
        ("google", {"glossary": ""}, ["google", "https://translation.googleapis.com", "global", "", ""]),
        ("libretranslate", {"base_url": "http://127.0.0.1"}, ["libretranslate", "http://127.0.0.1"]),
        ("command", {"command": "translate 'a b'"}, ["command", ["translate", "a b"]]),
        ("openai", {}, ["openai", "PROMPTS", {"base_url": "https://api.openai.com/v1", "extra": {}, "model": "tiny", "temperature": None}]),
        ("anthropic", {}, ["anthropic", "tiny", "https://api.anthropic.com", "PROMPTS", {}]),
    ],
)  # fmt: skip
def test_an_identity_that_paid_replies_are_filed_under_stays(
    root: Path, name: str, settings: dict[str, Any], expected: list[Any]
) -> None:
    """In another form, the replies in existing journals would be paid for again."""
    found = load_provider(
        name, Config(providers={name: NEEDED.get(name, {}) | BESIDE.get(name, {}) | settings}, root=root)
    )
    digest = found.prompts.digest if "PROMPTS" in expected else ""  # type: ignore[attr-defined]
    assert found.identity == json.dumps([digest if part == "PROMPTS" else part for part in expected])
