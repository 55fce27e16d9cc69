"""``ctranslate2`` with a real, tiny model: as a folder, as a package, and damaged."""

from __future__ import annotations

import os
import sys
import zipfile
from pathlib import Path

import pytest

from taiyaku.errors import ConfigError, ProviderError
from taiyaku.pipeline.run import Result, translate_article
from taiyaku.providers import Request, load_provider

from .conftest import Site, new_site
from .tiny_model import PREFIX, make_model, make_package

pytest.importorskip("ctranslate2", reason="the extra `local` is not installed")
pytest.importorskip("sentencepiece", reason="the extra `local` is not installed")

ARTICLE = "# 見出し\n\n**世界**の段落\n\n[段落](/ja/a/)、`code`\n\n- 太字\n- 世界。段落。\n"
ENGLISH = "# heading\n\n**world** paragraph\n\n[paragraph](/en/a/), `code`"


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_model(tmp_path_factory.mktemp("model") / "ja_en")


@pytest.fixture
def blog(tmp_path: Path) -> Site:
    (tmp_path / "blog").mkdir()
    made = new_site(tmp_path / "blog", "")
    made.write("content/ja/a.md", ARTICLE)
    return made


def settings(blog: Site, model: Path) -> None:
    blog.write(
        "taiyaku.toml",
        'source = "ja"\ntargets = ["en"]\n[articles]\npublish = "partial"\n[provider]\nname = "ctranslate2"\n'
        f'[providers.ctranslate2]\nmodel = "{model}"\nthreads = 1\n',
    )


def run(blog: Site) -> Result:
    return translate_article(blog.root / "content/ja/a.md", config=blog.config)


def translated(blog: Site, text: str) -> str:
    (reply,) = load_provider("ctranslate2", blog.config).translate([Request("a", text)], source="ja", target="en")
    return reply.text


def test_a_model_s_folder_translates_an_article_with_its_tags(blog: Site, model: Path) -> None:
    settings(blog, model)
    result = run(blog)
    written = blog.read("content/en/a.md")
    assert written.startswith(ENGLISH), written
    assert "- bold\n- world paragraph\n" in written
    assert result.from_provider >= 4


def test_words_are_separated_where_japanese_has_no_spaces(blog: Site, model: Path) -> None:
    settings(blog, model)
    assert translated(blog, "<g1>世界</g1>の段落") == "<g1>world</g1> paragraph"
    assert translated(blog, "世界の<g1>段落</g1>、<x2/>") == "world <g1>paragraph</g1>, <x2/>"
    assert translated(blog, "<g1>世界</g1>。") == "<g1>world</g1>."
    assert translated(blog, "<x1/>世界<x2/>") == "<x1/> world <x2/>"


def test_a_package_is_unpacked_once_and_translates(blog: Site, model: Path) -> None:
    package = make_package(blog.root / "m.argosmodel", model, from_code="ja", to_code="en")
    settings(blog, Path(package.name))
    assert run(blog).from_provider >= 4
    assert blog.read("content/en/a.md").startswith(ENGLISH)
    (place,) = (blog.root / ".taiyaku/models").iterdir()
    before = place.stat().st_ino
    blog.write("content/ja/a.md", "世界\n")
    assert run(blog).from_provider == 1
    assert [path.stat().st_ino for path in (blog.root / ".taiyaku/models").iterdir()] == [before]


def test_a_package_s_target_prefix_is_sent_and_removed(blog: Site, tmp_path: Path) -> None:
    multilingual = make_model(tmp_path / "many", prefix=True)
    package = make_package(blog.root / "m.argosmodel", multilingual, from_code="ja", target_prefix=PREFIX)
    settings(blog, Path(package.name))
    assert translated(blog, "世界") == "world"


def test_a_package_for_other_languages_is_refused(blog: Site, model: Path) -> None:
    package = make_package(blog.root / "m.argosmodel", model, from_code="ja", to_code="de")
    settings(blog, Path(package.name))
    done = blog.taiyaku("translate")
    assert done.returncode == 2, done.stderr
    assert "translates ja to de" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_identity_of_a_model_changes_with_its_file(blog: Site, model: Path, tmp_path: Path) -> None:
    settings(blog, model)
    first = load_provider("ctranslate2", blog.config).identity  # type: ignore[attr-defined]
    assert load_provider("ctranslate2", blog.config).identity == first  # type: ignore[attr-defined]
    other = make_model(tmp_path / "other")
    os.utime(other / "model.bin", (1, 1))
    settings(blog, other)
    assert load_provider("ctranslate2", blog.config).identity != first  # type: ignore[attr-defined]


def test_an_invalid_model_is_reported_in_one_line(blog: Site, model: Path) -> None:
    settings(blog, Path("nowhere"))
    with pytest.raises(ConfigError, match="nowhere does not exist"):
        run(blog)
    (blog.root / "empty").mkdir()
    settings(blog, Path("empty"))
    with pytest.raises(ConfigError, match="no SentencePiece model"):
        run(blog)
    blog.write("broken/sentencepiece.model", "x")
    blog.write("broken/model.bin", "x")
    settings(blog, Path("broken"))
    with pytest.raises(ProviderError, match="cannot be loaded") as caught:
        run(blog)
    assert "\n" not in str(caught.value)
    blog.write("m.argosmodel", "no zip")
    settings(blog, Path("m.argosmodel"))
    with pytest.raises(ProviderError, match="cannot be unpacked"):
        run(blog)


def test_an_incomplete_package_leaves_nothing_behind(blog: Site, model: Path) -> None:
    package = make_package(blog.root / "m.argosmodel", model, from_code="ja")
    package.write_bytes(package.read_bytes()[: package.stat().st_size // 2])
    settings(blog, Path(package.name))
    with pytest.raises(ProviderError, match="cannot be unpacked"):
        run(blog)
    make_package(package, model, from_code="ja", to_code="en")
    assert run(blog).from_provider >= 4


def test_a_package_with_a_damaged_member_leaves_nothing_behind(blog: Site, model: Path) -> None:
    package = make_package(blog.root / "m.argosmodel", model, from_code="ja")
    with zipfile.ZipFile(package) as archive:
        place = archive.getinfo("translate-ja_en-1_0/model/model.bin").header_offset
    raw = bytearray(package.read_bytes())
    raw[place + 2000] ^= 0xFF
    package.write_bytes(raw)
    settings(blog, Path(package.name))
    with pytest.raises(ProviderError, match="cannot be unpacked"):
        run(blog)
    make_package(package, model, from_code="ja", to_code="en")
    assert run(blog).from_provider >= 4
    assert not list((blog.root / ".taiyaku/models").glob("*.new"))


def test_a_missing_extra_is_named(blog: Site, model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings(blog, model)
    monkeypatch.setitem(sys.modules, "ctranslate2", None)
    with pytest.raises(ConfigError, match=r"install taiyaku\[local\]"):
        run(blog)
