"""``taiyaku glossary sync``: services store the project's glossary, and nobody else's is touched."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner

from taiyaku.cli.app import build_app
from taiyaku.errors import ConfigError, ProviderError
from taiyaku.glossary import load_glossary
from taiyaku.pipeline.run import translate_article
from taiyaku.providers import load_provider
from taiyaku.providers.google import GoogleGlossaryStore
from taiyaku.providers.remote_glossaries import load_remote_glossary, sync_glossary

from .conftest import Site
from .service import Service
from .shapes import KEY

GLOSSARY = """\
source: ja
terms:
  - term: 世界モデル
    variants: [ワールドモデル]
    en: world model
  - term: JEPA
    keep: true
  - term: 提案中
    en: proposed thing
    status: proposed
  - term: 予測
    de: Vorhersage
    en: prediction
"""
ENTRIES = {"世界モデル": "world model", "ワールドモデル": "world model", "JEPA": "JEPA", "予測": "prediction"}
PLACE = "projects/p/locations/us-central1"


@pytest.fixture
def blog(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    site.write("glossary/ai.yaml", GLOSSARY)
    site.settings("deepl")
    monkeypatch.chdir(site.root)
    monkeypatch.setattr(GoogleGlossaryStore, "pause", 0.01)
    return site


def synced(blog: Site, *words: str) -> list[str]:
    """What the command prints after each name; run in this process, which is where it is fast."""
    done = CliRunner().invoke(build_app(), ["glossary", "sync", *words])
    assert done.exit_code == 0, done.output
    return [line.partition("  ")[2] for line in done.stdout.splitlines()]


def google(blog: Site) -> None:
    blog.settings("google", own=f'location = "us-central1"\nbucket = "words"\nstorage_url = "{blog.url}"')


def test_deepl_gets_the_terms_and_a_second_run_changes_nothing(blog: Site, service: Service) -> None:
    assert synced(blog) == ["created, 4 phrases"]
    ((name, entries),) = service.deepl.named().items()
    assert entries == ENTRIES
    assert name.startswith("taiyaku-blog-ja-en-")
    held = copy.deepcopy(service.deepl.held)
    assert synced(blog, "--provider", "deepl") == ["up to date, 4 phrases"]
    assert service.deepl.held == held


def test_a_changed_term_renews_the_glossary_under_its_id(blog: Site, service: Service) -> None:
    synced(blog)
    ((id_, before),) = [(id_, held["name"]) for id_, held in service.deepl.held.items()]
    blog.write("glossary/ai.yaml", GLOSSARY.replace("en: prediction", "en: forecast"))
    assert synced(blog) == ["renewed, 4 phrases"]
    assert list(service.deepl.held) == [id_]
    ((name, entries),) = service.deepl.named().items()
    assert (entries["予測"], name == before) == ("forecast", False)


def test_a_comment_or_the_order_of_terms_renews_nothing(blog: Site) -> None:
    synced(blog)
    head, *terms = GLOSSARY.split("  - ")
    blog.write("glossary/ai.yaml", "# a comment\n" + head + "".join(f"  - {term}" for term in reversed(terms)))
    assert synced(blog) == ["up to date, 4 phrases"]


def test_only_old_versions_of_ours_are_removed(blog: Site, service: Service) -> None:
    others = [
        service.deepl.add("my glossary"),
        service.deepl.add("taiyaku-blog-en-de-0123456789ab", "en", "de"),
        service.deepl.add("taiyaku-blog-ja-en-gb-by-hand"),
        service.deepl.add("taiyaku-shop-ja-en-0123456789ab"),
        service.deepl.add("taiyaku-blog-ja-en-by-hand"),
        service.deepl.add("taiyaku-blog-ja-en-0123456789abcdef"),
    ]
    for digest in ("0123456789ab", "ba9876543210", "aaaaaaaaaaaa"):
        service.deepl.add(f"taiyaku-blog-ja-en-{digest}")
    lines = synced(blog)
    assert (lines[0], lines[1:]) == ("renewed, 4 phrases", ["removed", "removed"])
    assert set(others) < set(service.deepl.held)
    assert len(service.deepl.held) == len(others) + 1


def test_the_glossary_of_a_former_target_is_removed(blog: Site, service: Service) -> None:
    toml = blog.read("taiyaku.toml")
    blog.write("taiyaku.toml", toml.replace('targets = ["en"]', 'targets = ["en", "de"]'))
    assert synced(blog) == ["created, 4 phrases", "created, 2 phrases"]
    blog.write("taiyaku.toml", toml)
    assert synced(blog, "--to", "en") == ["up to date, 4 phrases"]
    assert synced(blog, "--dry-run") == ["up to date, 4 phrases", "would be removed"]
    assert len(service.deepl.held) == 2
    assert synced(blog) == ["up to date, 4 phrases", "removed"]
    assert [name for name in service.deepl.named() if "-ja-en-" not in name] == []


def test_a_dry_run_of_the_sync_changes_nothing(blog: Site, service: Service) -> None:
    assert synced(blog, "--dry-run") == ["would be created, 4 phrases"]
    service.deepl.add("taiyaku-blog-ja-en-0123456789ab")
    held = copy.deepcopy(service.deepl.held)
    assert synced(blog, "--dry-run") == ["would be renewed, 4 phrases"]
    assert service.deepl.held == held


def test_a_project_without_terms_stores_no_glossary(blog: Site, service: Service) -> None:
    synced(blog)
    (blog.root / "glossary/ai.yaml").unlink()
    assert synced(blog) == ["not needed, 0 phrases", "removed"]
    assert not service.deepl.held


def test_the_name_may_be_set(blog: Site, service: Service) -> None:
    toml = blog.read("taiyaku.toml")
    blog.write("taiyaku.toml", f'{toml}[glossary]\nname = "世界 Blog"\n')
    synced(blog)
    assert next(iter(service.deepl.named())).startswith("taiyaku-blog-ja-en-")
    blog.write("taiyaku.toml", f'{toml}[glossary]\nname = "世界"\n')
    synced(blog)
    assert len(service.deepl.held) == 2


def test_the_next_run_completes_one_that_ended_between_entries_and_name(
    blog: Site, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced(blog)
    blog.write("glossary/ai.yaml", GLOSSARY.replace("en: prediction", "en: forecast"))
    store: Any = load_provider("deepl", blog.config).glossary_store  # type: ignore[attr-defined]
    request = store._http.request

    def ends_at_patch(method: str, *args: Any, **more: Any) -> Any:
        if method == "PATCH":
            raise KeyboardInterrupt
        return request(method, *args, **more)

    monkeypatch.setattr(store._http, "request", ends_at_patch)
    with pytest.raises(KeyboardInterrupt):
        sync_glossary(store, load_remote_glossary(blog.config, "en"))
    assert synced(blog) == ["renewed, 4 phrases"]
    assert [entries["予測"] for entries in service.deepl.named().values()] == ["forecast"]


def test_a_provider_without_glossaries_says_so(blog: Site) -> None:
    done = blog.taiyaku("glossary", "sync", "--provider", "copy")
    assert done.returncode == 2
    assert "stores no glossaries" in done.stderr


def test_a_refused_key_is_reported_without_its_value(blog: Site) -> None:
    done = blog.taiyaku("glossary", "sync", DEEPL_AUTH_KEY="sk-other-key")
    assert done.returncode == 2
    assert "DEEPL_AUTH_KEY" in done.stderr
    assert "sk-other-key" not in done.stderr + done.stdout


# ── Google ──


def test_google_gets_the_terms_through_a_bucket(blog: Site, service: Service) -> None:
    google(blog)
    assert synced(blog) == ["created, 4 phrases"]
    ((name, held),) = service.google.held.items()
    assert name.startswith(f"{PLACE}/glossaries/taiyaku-blog-ja-en-")
    assert (held["pair"], held["entries"]) == (("ja", "en"), ENTRIES)
    assert synced(blog) == ["up to date, 4 phrases"]


def test_google_s_old_versions_are_removed_after_the_new_one_is_there(blog: Site, service: Service) -> None:
    google(blog)
    others = {f"{PLACE}/glossaries/{name}": {} for name in ("mine", "taiyaku-shop-ja-en-0123456789ab", "zz", "zzz")}
    service.google.held |= others
    synced(blog)
    blog.write("glossary/ai.yaml", GLOSSARY.replace("en: prediction", "en: forecast"))
    assert synced(blog) == ["renewed, 4 phrases", "removed"]
    (name,) = set(service.google.held) - set(others)
    assert service.google.held[name]["entries"]["予測"] == "forecast"
    assert len(service.google.files) == 1


def test_a_failed_operation_is_reported_and_the_old_version_stays(blog: Site, service: Service) -> None:
    google(blog)
    synced(blog)
    old = set(service.google.held)
    service.google.broken = True
    blog.write("glossary/ai.yaml", GLOSSARY.replace("en: prediction", "en: forecast"))
    store: Any = load_provider("google", blog.config).glossary_store  # type: ignore[attr-defined]
    with pytest.raises(ProviderError, match="bad file") as caught:
        sync_glossary(store, load_remote_glossary(blog.config, "en"))
    assert KEY not in str(caught.value)
    assert old < set(service.google.held)


@pytest.mark.parametrize(
    ("own", "missing"), [('location = "us-central1"', "bucket"), ('bucket = "words"', "us-central1")]
)
def test_what_google_needs_for_a_glossary_is_named(blog: Site, own: str, missing: str) -> None:
    blog.settings("google", own=own)
    store: Any = load_provider("google", blog.config).glossary_store  # type: ignore[attr-defined]
    with pytest.raises(ConfigError, match=missing):
        sync_glossary(store, load_remote_glossary(blog.config, "en"))


# ── In a job ──


def asked_with(service: Service, field: str) -> list[Any]:
    return [body.get(field) for body in service.bodies]


def translated(text: str) -> str:
    return text.replace("世界モデル", "world model").replace("の話です。", " is what this is about.")


@pytest.fixture
def article(blog: Site, service: Service) -> Site:
    blog.write("content/ja/a.md", "世界モデルの話です。\n")
    service.translate = lambda unit, message: translated(unit["text"])
    return blog


def run(blog: Site) -> Any:
    config = blog.config
    return translate_article(blog.root / "content/ja/a.md", config=config, terms=load_glossary(config, "en"))


def test_a_job_names_the_synced_glossary(article: Site, service: Service) -> None:
    synced(article)
    run(article)
    assert asked_with(service, "glossary_id") == list(service.deepl.held)


def test_a_job_at_google_names_the_synced_glossary(article: Site, service: Service) -> None:
    google(article)
    synced(article)
    run(article)
    assert [body["glossaryConfig"]["glossary"] for body in service.bodies] == list(service.google.held)


def test_a_stale_glossary_is_not_used_and_the_command_is_named(article: Site, service: Service) -> None:
    synced(article)
    article.write("glossary/ai.yaml", GLOSSARY.replace("en: prediction", "en: forecast"))
    done = article.taiyaku("translate")
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("run taiyaku glossary sync --provider deepl") == 1
    assert asked_with(service, "glossary_id") == [None]
    assert article.read("content/en/a.md") == "world model is what this is about.\n"


def test_a_run_that_sends_nothing_says_nothing_about_glossaries(article: Site, service: Service) -> None:
    article.taiyaku("translate")
    done = article.taiyaku("translate")
    assert "glossary" not in done.stderr
    dry = article.taiyaku("translate", "--dry-run")
    assert "glossary" not in dry.stderr


@pytest.mark.parametrize("choose", [lambda blog: None, google], ids=["deepl", "google"])
def test_a_job_continues_without_a_glossary_that_is_removed_meanwhile(
    article: Site, service: Service, choose: Callable[[Site], None]
) -> None:
    choose(article)
    synced(article)

    def gone(number: int, path: str, body: Any) -> Any:
        named = "glossary_id" in body or "glossaryConfig" in body
        return (404, {}, b'{"message": "Glossary not found"}') if named else None

    service.script = gone
    assert run(article).left == 0
    assert len(service.bodies) == 2


def test_a_glossary_in_the_settings_replaces_the_synced_one(article: Site, service: Service) -> None:
    synced(article)
    article.settings("deepl", own='glossary_id = "mine"')
    run(article)
    assert asked_with(service, "glossary_id") == ["mine"]


# ── Engines without glossaries of their own ──


def test_azure_gets_the_terms_inside_the_text(article: Site, service: Service) -> None:
    article.settings("azure")
    run(article)
    entry = '<mstrans:dictionary translation="world model">世界モデル</mstrans:dictionary>'
    assert service.bodies == [[{"Text": f"{entry}の話です。"}]]
    assert article.read("content/en/a.md") == "world model is what this is about.\n"


@pytest.mark.parametrize("machine", ["libretranslate", "google"])
def test_a_missed_term_is_put_in_when_the_unit_is_sent_again(article: Site, service: Service, machine: str) -> None:
    article.settings(machine)
    service.translate = lambda unit, message: (
        unit["text"].replace("世界モデル", "planet simulation").replace("の話です。", " is what this is about.")
    )
    result = run(article)
    assert [repair.mended for repair in result.repairs] == [True]
    assert sum(service.asked.values()) == 2
    assert "<x1/>の話です。" in service.asked
    assert article.read("content/en/a.md") == "world model is what this is about.\n"


@pytest.mark.parametrize("machine", ["openai", "anthropic"])
def test_a_model_gets_only_the_terms_that_occur(article: Site, service: Service, machine: str) -> None:
    article.settings(machine)
    run(article)
    message = json.loads(service.bodies[0]["messages"][-1]["content"])
    assert message["terms"] == [{"term": "世界モデル", "use": "world model"}]


def test_a_missed_term_is_sent_to_a_model_again_with_the_finding(article: Site, service: Service) -> None:
    article.settings("openai")
    service.translate = lambda unit, message: (
        translated(unit["text"]) if "repairs" in message else "The planet simulation is what this is about."
    )
    result = run(article)
    assert [repair.mended for repair in result.repairs] == [True]
    repairs = json.loads(service.bodies[1]["messages"][-1]["content"])["repairs"]
    assert "world model" in repairs[0]["finding"]
    assert "planet simulation" in repairs[0]["previous"]
