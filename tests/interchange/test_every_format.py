"""Every record of the tables of formats: what is written is read back, suffixes are recognized, hostile files refused."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import pytest

from exchanging import invoked
from interchange.terms import FULL, bare
from project_on_disk import Project
from taiyaku.errors import InterchangeError, UsageError
from taiyaku.interchange.bitext import FRONT_MATTER, Bitext, Code, Pair
from taiyaku.interchange.formats import (
    FORMATS,
    TERM_FORMATS,
    ArticleFormat,
    Format,
    MemoryFormat,
    TermFormat,
    choices,
    find_format,
)
from taiyaku.interchange.safe_xml import LIMIT, read_checked_head
from taiyaku.memory import MemoryEntry
from taiyaku.model import Rendering, State, Term

TEXTS = ("世界", "a <b> & ]]> \" '", "=1+1", "@x; y, z", "x\ty", "a\nb", "\\n", "👩‍👧 \u3000 é", "&amp;", "<g1>")
ALL: tuple[Format, ...] = (*FORMATS, *TERM_FORMATS)


def every(formats: tuple[Format, ...], kind: type[Format] = Format) -> pytest.MarkDecorator:
    chosen = [one for one in formats if isinstance(one, kind)]
    assert chosen
    return pytest.mark.parametrize("form", chosen, ids=lambda one: one.name)


def table_of(form: Format) -> tuple[Format, ...]:
    return TERM_FORMATS if isinstance(form, TermFormat) else FORMATS


def write(form: Format, path: Path) -> None:
    """Write a file of the format."""
    if isinstance(form, ArticleFormat):
        path.write_bytes(form.write([bitext("content/ja/a.md", "en", form), bitext("content/ja/b.md", "en", form)]))
    elif isinstance(form, MemoryFormat):
        assert form.write(path, [MemoryEntry(text, text, "ja", "en") for text in TEXTS], source_locale="ja") == 10
    else:
        assert isinstance(form, TermFormat)
        path.write_bytes(form.write(FULL, source="ja", targets=("en",)))


def read(form: Format, path: Path) -> list[object]:
    if isinstance(form, TermFormat):
        return [*form.read(path, source="ja", targets=("en",)).terms]
    assert isinstance(form, ArticleFormat | MemoryFormat)
    return [*form.read(path)]


def bitext(article: str, locale: str, form: ArticleFormat) -> Bitext:
    def text(plain: str) -> str:
        return html.escape(plain, quote=False) if form.tagged else plain

    pairs = [
        Pair(f"{number:010x}", text(source), text(source[::-1]), State.DRAFT, form="plain", fingerprint="draft-0")
        for number, source in enumerate(TEXTS)
    ]
    codes = Code("1", "**", "**", "strong"), Code("2", "`x`", None, "code")
    marked = Pair("f" * 10, "<g1>b</g1> <x2/>", "<x2/> <g1>B</g1>", State.ACCEPTED, codes)
    if not form.tagged:
        marked = replace(marked, source="**b** `x`", target="`x` **B**", codes=())
    missing = Pair("e" * 10, text("a"))
    title = Pair(
        "d" * 10,
        "題",
        "Title",
        State.DRAFT,
        key="title",
        form="plain",
        context=FRONT_MATTER + "title",
        comments=("why?",),
    )
    return Bitext(article, "ja", locale, (*pairs, marked, missing, title), tagged=form.tagged)


# ── Records ─────────────────────────────────────────────────────────────────

RECORDS = "FORMATS or TERM_FORMATS in interchange/formats.py"


def test_every_module_that_reads_and_writes_has_a_record() -> None:
    folder = Path(import_module("taiyaku.interchange").__file__ or "").parent
    sources = {path.stem: path.read_text("utf-8") for path in folder.glob("*.py")}
    for name, source in sources.items():
        if {"def read(", "def write("} <= set(re.findall(r"^def \w+\(", source, re.MULTILINE)):
            use = rf"interchange import .*\b{name}\b|\b_in\(\"{name}\""
            used = [other for other, text in sources.items() if re.search(use, text)]
            assert used, f"interchange/{name}.py reads and writes a format without a record; add it to {RECORDS}"


@every(ALL)
def test_a_record_is_complete_and_its_own(form: Format) -> None:
    others = [one for one in table_of(form) if one is not form]
    for field in ("name", "title"):
        same = [one.name for one in others if getattr(one, field) == getattr(form, field)]
        assert not same, f"`{form.name}` has the {field} of `{same[0]}`; give it another in {RECORDS}"
    assert form.suffixes, f"`{form.name}` has no suffix; add `suffixes` to its record"
    for suffix in (*form.suffixes, *form.also_reads):
        assert re.fullmatch(r"\.[^A-Z.]+", suffix), f"`{form.name}` has the suffix {suffix!r}; write it like `.xlf`"
    for one in others:
        assert writer(one) != writer(form), (
            f"`{form.name}` has the writer of `{one.name}`; give it its own in {RECORDS}"
        )
        same_suffix, same_reader = set(form.suffixes) & set(one.suffixes), reader(one) == reader(form)
        assert bool(same_suffix) == same_reader, (
            f"`{form.name}` has the suffix {sorted(same_suffix)} of `{one.name}`, but cannot read its files; take another"
            if same_suffix
            else f"`{form.name}` has the reader of `{one.name}`; give it its own in {RECORDS}"
        )


def function(used: Any) -> Any:
    """What a record's function is, beyond the object: a partial is a new one each time."""
    return (used.func, tuple(used.keywords.items())) if isinstance(used, partial) else used


def writer(form: Any) -> Any:
    return function(form.write)


def reader(form: Any) -> Any:
    return function(form.read_bytes if isinstance(form, TermFormat) else form.read)


# ── Written and read ────────────────────────────────────────────────────────

READ = TypeVar("READ")


def read_back(form: Format, using: Callable[[Path], READ], path: Path) -> READ:
    """What a format reads of what it wrote."""
    try:
        return using(path)
    except InterchangeError as error:
        pytest.fail(f"`{form.name}` cannot read what it writes ({error}); are `read` and `write` of its record a pair?")


@every(FORMATS, ArticleFormat)
def test_articles_come_back_as_they_were(tmp_path: Path, form: ArticleFormat) -> None:
    locales = ("en",) if form.one_locale else ("en", "fr")
    given = [bitext(f"content/ja/{name}.md", locale, form) for name in "ab" for locale in locales]
    path = tmp_path / f"x{form.suffix}"
    path.write_bytes(form.write(given))
    found = read_back(form, form.read, path)
    tagged = {one.tagged for one in found}
    assert tagged == {form.tagged}, (
        f"`tagged` is {form.tagged} in the record of `{form.name}`, but its reader says {tagged}"
    )
    assert [(one.article, one.source_locale, one.target_locale, one.tagged) for one in found] == [
        (one.article, one.source_locale, one.target_locale, form.tagged) for one in given
    ]
    for one, before in zip(found, given, strict=True):
        for pair, old in zip(one.pairs, before.pairs, strict=True):
            for field in ("id", "source", "target", "state", "fingerprint", "key", "comments"):
                values = getattr(old, field), getattr(pair, field)
                assert values[0] == values[1], (
                    f"`{form.name}` loses a unit's {field}: {values[0]!r} became {values[1]!r}"
                )
            assert pair.line > 0, f"the reader of `{form.name}` sets no `line`, which messages need"
            if form.tagged:
                assert [(c.number, c.opening, c.closing) for c in pair.codes] == [
                    (c.number, c.opening, c.closing) for c in old.codes
                ], f"`{form.name}` loses codes, although its record says that it is tagged"


@every(FORMATS, MemoryFormat)
def test_translations_come_back_as_they_were(tmp_path: Path, form: MemoryFormat) -> None:
    locales = ("en",) if form.one_locale else ("en", "fr")
    given = [
        MemoryEntry(text, text[::-1], "ja", locale, "person", accepted, context="a", previous="b")
        for text in (*TEXTS, "**b** `x`")
        for locale in locales
        for accepted in (True, False)
    ]
    path = tmp_path / f"x{form.suffix}"
    assert form.write(path, given, source_locale="ja") == len(given)
    assert list(form.read(path)) == given


@every(TERM_FORMATS)
def test_terms_come_back_as_they_were(tmp_path: Path, form: TermFormat) -> None:
    simple = (Term("世界", renderings={"en": Rendering("world")}), Term("JEPA", keep=True))
    given, targets = (simple, ("en",)) if form.one_locale else (FULL, ("en", "zh-Hant"))
    path = tmp_path / f"x{form.suffix}"
    path.write_bytes(form.write(given, source="ja", targets=targets))
    found = form.read(path, source="ja", targets=targets)
    assert bare(found.terms) == bare(given)
    assert found.skipped == ()


# ── Recognized ──────────────────────────────────────────────────────────────


@every(ALL)
def test_a_file_is_recognized_by_its_suffix(tmp_path: Path, form: Format) -> None:
    table = table_of(form)
    assert find_format(table, Path("x"), form.name) is form
    for suffix in (*form.suffixes, *form.also_reads):
        path = tmp_path / f"x{suffix.upper()}"
        write(form, path)
        assert read(find_format(table, path, reading=True), path) == read(form, path) != []


@pytest.mark.parametrize("table", [FORMATS, TERM_FORMATS])
def test_names_and_kinds_of_formats_are_unambiguous(table: tuple[Format, ...]) -> None:
    names = [one.name for one in table]
    assert choices(table) == "|".join(names)
    for name in ("pdf", "x" + names[0]):
        with pytest.raises(UsageError, match=f"^unknown format `{name}`; use one of {', '.join(names)}$"):
            find_format(table, Path("x"), name)
    for file in ("x.pdf", "x"):
        with pytest.raises(UsageError, match=f"^{file}: the suffix does not identify a format; use one of {names[0]}"):
            find_format(table, Path(file), reading=True)
    with pytest.raises(UsageError, match="spreadsheet files are not supported"):
        find_format(table, Path("x.XLSX"))


@every(FORMATS)
def test_the_command_knows_every_format(project: Project, form: Format) -> None:
    project.write("taiyaku.toml", 'source = "ja"\ntargets = ["en"]\n')
    project.write("catalogs/en/a.po", CATALOG)
    name = f"x{form.suffix}"
    done = invoked("export", "-o", name, "--format", form.name)
    assert (done.code, name in done.err) == (0, True), done
    assert read(form, project.root / name)
    assert f"{form.name} ({form.title})" in " ".join(invoked("export", "--help").out.replace("│", "").split())
    back = invoked("import", name)
    if isinstance(form, ArticleFormat):
        assert (back.code, back.out) == (0, "content/ja/a.md → en: nothing new\n")
    else:
        assert (back.code, "taiyaku memory import" in back.err) == (2, True)


@every(ALL)
def test_the_manual_names_every_format(form: Format) -> None:
    page = "glossary.md" if isinstance(form, TermFormat) else "exchange.md"
    text = (Path(__file__).parents[2] / "docs" / page).read_text("utf-8")
    assert form.title in text, f"docs/{page} does not mention {form.title}; add its line to the table"


@every(FORMATS)
def test_a_folder_gets_a_file_for_each_article_and_locale(project: Project, form: Format) -> None:
    project.write("taiyaku.toml", 'source = "ja"\ntargets = ["en", "fr"]\n')
    for locale in ("en", "fr"):
        project.write(f"catalogs/{locale}/a.po", CATALOG)
    assert invoked("export", "-o", "out", "--format", form.name).code == 0
    files = sorted(path.relative_to(project.root / "out").as_posix() for path in (project.root / "out").rglob("*.*"))
    assert files == [f"en/a{form.suffix}", f"fr/a{form.suffix}"]
    one_file = invoked("export", "-o", f"x{form.suffix}", "--format", form.name)
    assert (one_file.code, "choose it with --to" in one_file.err) == ((2, True) if form.one_locale else (0, False))
    if isinstance(form, ArticleFormat):
        back = invoked("import", *(f"out/{file}" for file in files) if form.one_locale else (f"x{form.suffix}",))
        assert back.out == "".join(f"content/ja/a.md → {locale}: nothing new\n" for locale in ("en", "fr"))


CATALOG = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "見出し"\nmsgstr "Heading"\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "300")
    project = Project.create(tmp_path)
    project.write("content/ja/a.md", "# 見出し\n")
    return project


# ── Hostile ─────────────────────────────────────────────────────────────────

HOSTILE: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda _: b"",
    "a part": lambda raw: raw[: len(raw) * 2 // 3],
    "cut in a character": lambda raw: raw[: max(at for at, byte in enumerate(raw) if byte > 0x7F)],
    "zeros": lambda _: b"\0" * 100,
    "a zip": lambda _: b"PK\x03\x04" + b"\0" * 100,
    "gzip": lambda _: b"\x1f\x8b" + b"\0" * 100,
    "another encoding": lambda raw: raw.decode().encode("cp932", "replace"),
    "markup": lambda _: b"<html><body>x</body></html>",
    "a DTD": lambda raw: raw.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', 1),
    "twice": lambda raw: raw + raw,
    "a control character": lambda raw: raw.replace("世".encode(), b"\x1b"),
}


def refusal(form: Format, path: Path) -> str:
    """The error in reading a file; empty if it can be read."""
    try:
        read(form, path)
    except InterchangeError as error:
        return str(error)
    except Exception as error:
        pytest.fail(f"the reader of `{form.name}` raises {error!r}; it must be an InterchangeError")
    return ""


@every(ALL)
@pytest.mark.parametrize("spoil", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_read_or_refused_with_its_name(
    tmp_path: Path, form: Format, spoil: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / f"x{form.suffix}"
    write(form, path)
    path.write_bytes(spoil(path.read_bytes()))
    refused = refusal(form, path)
    assert not refused or refused.startswith(f"{path}:")
    assert "\n" not in refused


@every(ALL)
@pytest.mark.parametrize("magic", [b"PK\x03\x04", b"\x1f\x8b"])
def test_archives_and_files_past_the_limit_are_refused_by_every_format(
    tmp_path: Path, form: Format, magic: bytes
) -> None:
    path = tmp_path / f"x{form.suffix}"
    path.write_bytes(magic)
    hint = f"the reader of `{form.name}` must call {read_checked_head.__name__}() before anything else"
    assert "archive" in refusal(form, path), hint
    with path.open("wb") as file:
        file.truncate(2 * LIMIT)  # sparse: the disk holds none of it
    assert "too large: 210 MB" in refusal(form, path), hint
