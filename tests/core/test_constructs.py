"""The table of Markdown constructs: every record works in each of its dialects, and whatever it lacks is named."""

from __future__ import annotations

import html
import random
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from markdown_it.token import Token

from taiyaku.config import ArticleSettings
from taiyaku.errors import UsageError
from taiyaku.markdown.assemble import assemble
from taiyaku.markdown.constructs import CONSTRUCTS, Block, Construct, Inline, Line, Tail
from taiyaku.markdown.dialects import NAMES, dialect
from taiyaku.markdown.inline import codes, pieces, prose
from taiyaku.markdown.parser import markdown
from taiyaku.markdown.segment import segment_markdown
from taiyaku.markdown.tags import from_tags
from taiyaku.model import Reading

DISTINCT = tuple({tuple(c.name for c in CONSTRUCTS if name in c.dialects): name for name in reversed(NAMES)}.values())
"""The dialects without those that have all their constructs from another, and so read alike."""
EVERY = [
    pytest.param(construct, name, id=f"{construct.name}-{name}")
    for construct in CONSTRUCTS
    for name in DISTINCT
    if name in construct.dialects
]
NO_CONSTRUCTS = {"block": {"paragraph"}, "inline": {"text"}}
"""Rules of the parser for what is no construct."""
HOSTS = {
    "a paragraph": "文。\n",
    "a heading": "## 文。\n",
    "an underlined heading": "文。\n---\n",
    "an item": "- 文。\n",
    "a numbered item": "1. 文。\n",
    "the second paragraph of an item": "- 項目\n\n  文。\n",
    "a quote": "> 文。\n",
    "a quote in an item": "- > 文。\n",
    "a line after a hard break": "一行目  \n文。\n",
    "a cell": "| 甲 | 乙 |\n|---|---|\n| 文。 | 二 |\n",
    "a term": "文。\n: 説明。\n",
    "a description": "語\n: 文。\n",
    "a footnote": "甲[^1]。\n\n[^1]: 文。\n",
    "a container": ":::tip\n文。\n:::\n",
}


def block_tokens(text: str, name: str) -> list[Token]:
    tokens: list[Token] = []
    markdown(name).block.parse(text, markdown(name), {}, tokens)
    return tokens


def start_of(construct: Construct, name: str) -> str:
    """The first line of the construct in its example, without what contains it."""
    if isinstance(construct, Block) and (construct.opening or construct.may_open):
        pattern = re.compile(construct.may_open or construct.opening)
        for line in construct.example.splitlines():
            content = re.sub(r"^(?:> |- )", "", line) if construct.contextual and not pattern.match(line) else line
            if pattern.match(content):
                return content
        raise AssertionError(f"{construct.name} in {name}: no line of its example matches its opening")
    return construct.example.strip().splitlines()[0]


# ── The records ─────────────────────────────────────────────────────────────


def test_every_name_is_there_once() -> None:
    names = [construct.name for construct in CONSTRUCTS]
    twice = sorted({name for name in names if names.count(name) > 1})
    assert not twice, f"two constructs are called {twice}; rename one"


def test_every_record_is_in_the_table_and_in_a_dialect() -> None:
    folder = Path(import_module("taiyaku.markdown.constructs").__file__ or "").parent
    for path in sorted(folder.glob("*.py")):
        for name, records in vars(import_module(f"taiyaku.markdown.constructs.{path.stem}")).items():
            for record in records if isinstance(records, tuple) else (records,):
                if isinstance(record, Construct):
                    assert record in CONSTRUCTS, (
                        f"{record.name} is not read; add *{path.stem}.{name} to CONSTRUCTS in constructs/__init__.py"
                    )
                    assert record.dialects, f"{record.name} is in no dialect; name those that have it"


def test_the_settings_know_the_dialects_of_the_table() -> None:
    known = set(get_args(get_type_hints(ArticleSettings)["flavor"]))
    for construct in CONSTRUCTS:
        unknown = sorted(construct.dialects - known)
        assert not unknown, f"{construct.name} is in {unknown}, which `flavor` in config.py does not know; add it there"
    assert known - set(NAMES) == set(), "`flavor` in config.py has a dialect without constructs"


def test_a_token_of_the_parser_is_of_one_kind() -> None:
    kinds: dict[tuple[object, ...], tuple[str, str]] = {}
    for construct in CONSTRUCTS:
        if isinstance(construct, Block | Inline):
            level = ("inline", construct.paired) if isinstance(construct, Inline) else ("block",)
            for token, kind in construct.kinds.items():
                name, other = kinds.setdefault((*level, token), (construct.name, kind))
                assert kind == other, (
                    f"{construct.name} and {name} make of the token {token} different kinds; use {other!r}"
                )


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_of_the_parser_is_in_the_table_and_every_rule_of_the_table_in_the_parser(name: str) -> None:
    grammar = dialect(name)
    try:
        md = markdown(name)
    except KeyError as error:
        pytest.fail(
            f"{name}: the `rule` of a construct is not in markdown/parser.py ({error}); install it, or correct it"
        )
    for level, ruler, rules in (
        ("block", md.block.ruler, grammar.block_rules),
        ("inline", md.inline.ruler, grammar.inline_rules),
    ):
        active = set(ruler.get_active_rules()) - NO_CONSTRUCTS[level]
        for extra in sorted(active - set(rules)):
            pytest.fail(
                f"{name}: the parser has the {level} rule {extra}, which is the `rule` of no construct; add one"
            )
        for missing in sorted(set(rules) - active):
            pytest.fail(
                f"{name}: a construct has the {level} rule {missing}, which markdown/parser.py does not install"
            )


def test_records_of_one_line_are_read_by_a_rule_that_reads_patterns() -> None:
    for construct in CONSTRUCTS:
        if isinstance(construct, Line):
            assert construct.rule in {"directive", "admonition"}, (
                f"{construct.name}: `rule` must be directive or admonition"
            )
            for title in construct.titles:
                assert "title" in re.compile(title).groupindex, (
                    f"{construct.name}: a title pattern has no group `title`"
                )
        elif isinstance(construct, Inline):
            assert bool(construct.pattern) == (construct.rule == "opaque"), (
                f"{construct.name}: add `pattern` for the rule `opaque`, or remove it for another"
            )


# ── Its example ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("construct", "name"), EVERY)
def test_its_example_is_read_as_the_construct(construct: Construct, name: str) -> None:
    what = f"{construct.name} in {name}"
    if isinstance(construct, Block):
        start = start_of(construct, name)
        if construct.first:
            assert construct.opening or construct.may_open, (
                f"{what}: it has no `opening`, so prose that starts like it would start it"
            )
            assert start[0] in construct.first, f"{what}: `first` lacks {start[0]!r}, with which its example starts"
        if construct.makes:
            made = [token.type for token in block_tokens(construct.example, name)]
            assert construct.makes in made, f"{what}: the parser makes no {construct.makes} of its example, but {made}"
        if construct.marker:
            (unit,) = segment_markdown(construct.example, flavor=name).units
            assert not re.match(construct.marker, unit.source), f"{what}: its marker is part of {unit.source!r}"
        if isinstance(construct, Line):
            found = dialect(name).line_patterns[construct.rule, start[0]]
            first = next((line for line, pattern in found if pattern.fullmatch(start)), None)
            assert first is construct, f"{what}: its example is read as {first.name if first else 'nothing'}"
            if "題" in start:
                units = [unit.source for unit in segment_markdown(construct.example, flavor=name).units]
                assert "題" in units, f"{what}: the title of its example is not translated; add `titles`"
        return
    if isinstance(construct, Tail):
        (unit,) = segment_markdown(construct.example, flavor=name).units
        assert not set(construct.first) & set(unit.source), f"{what}: it is part of the unit {unit.source!r}"
        return
    assert isinstance(construct, Inline)
    text = construct.example.split("\n\n")[0].strip()
    if construct.kinds.keys() != {"text_special"}:
        found = {piece.kind for piece in pieces(text, Reading(name))}
        assert found & set(construct.kinds.values()), (
            f"{what}: its example has no such piece, but {found}; check example, first, trigger, pattern and kinds"
        )
    else:
        assert prose(text, Reading(name)) != text, f"{what}: its example is read literally"
    matches = re.finditer(construct.trigger or f"[{re.escape(construct.first)}]", text)
    assert any(dialect(name).special.match(text, match.start()) for match in matches), (
        f"{what}: neither `first` nor `trigger` matches its example, so the parser never looks for it"
    )


@pytest.mark.parametrize(("construct", "name"), EVERY)
def test_its_example_comes_back_as_it_is_and_keeps_its_codes_and_blocks_when_translated(
    construct: Construct, name: str
) -> None:
    document = segment_markdown(construct.example, flavor=name)
    assert assemble(document, {unit.id: unit.source for unit in document.units}).text == construct.example
    texts = {}
    for unit in document.units:
        found = () if unit.plain else pieces(unit.source, document.reading_of(unit))
        translated = "".join("Text" if piece.is_text and piece.raw.isalpha() else piece.raw for piece in found)
        texts[unit.id] = translated or "Text"
    result = assemble(document, texts)
    assert not result.left, f"{construct.name} in {name}: a translation of its example cannot be written"
    again = segment_markdown(result.text, flavor=name)
    assert again.shape == document.shape
    for before, after in zip(document.gaps, again.gaps, strict=True):
        assert again.text[after.start : after.end] == document.text[before.start : before.end]


# ── Its opening as prose ────────────────────────────────────────────────────


@pytest.mark.parametrize(("construct", "name"), EVERY)
def test_prose_that_looks_like_it_makes_no_other_blocks(construct: Construct, name: str) -> None:
    literal = start_of(construct, name)
    for host, text in HOSTS.items():
        document = segment_markdown(text, flavor=name)
        for said in (literal, f"{literal} text", f"text\n{literal}", f"{literal}\ntext"):
            result = assemble(document, {unit.id: said for unit in document.units if "文。" in unit.source})
            again = segment_markdown(result.text, flavor=name)
            message = f"{construct.name} in {name}: as prose in {host} it changes the blocks: {result.text!r}"
            if not codes(said, Reading(name)):  # with codes it says what only a block can say
                assert not result.left, f"{construct.name} in {name}: {said!r} cannot be written in {host}"
            assert again.shape == document.shape, message
            assert len(again.text_spans) == len(document.text_spans), message


@pytest.mark.parametrize(("construct", "name"), EVERY)
def test_what_a_provider_says_that_looks_like_it_is_escaped(construct: Construct, name: str) -> None:
    said = construct.example.split("\n\n")[0].strip().split("\n")[0]
    if any(character in said for character in dialect(name).as_entities):
        return  # these become entities only when the translation is written
    escaped = from_tags(html.escape(said, quote=False), {})
    found = pieces(escaped, Reading(name), strict=True)
    kinds = [piece.kind for piece in found if not piece.is_text]
    assert not kinds, f"{construct.name} in {name}: {escaped!r} still reads as {kinds}; its `guard` lacks something"
    assert prose(escaped, Reading(name)) == said


def scrambled() -> Iterator[str]:
    """Lines of characters and words that start blocks, by chance but always the same."""
    parts = [start_of(construct, "gfm") for construct in CONSTRUCTS if isinstance(construct, Block)]
    parts += [
        *"#>=~`|!?/<[]@\\{}:+-*_$()1. \n\n",
        "a",
        "文",
        "---",
        "===",
        "||",
        "[a]: b",
        "import a",
        "toc",
        "^1",
        "%}",
    ]
    chance = random.Random(15)
    for _ in range(6_000):
        yield "".join(chance.choices(parts, k=chance.randint(1, 5))).strip()


@pytest.mark.parametrize("name", NAMES)
def test_whatever_starts_a_block_may_start_one(name: str) -> None:
    grammar = dialect(name)
    for text in scrambled():
        lines = text.split("\n")
        if "\n\n" in text or any(line != line.strip() for line in lines):
            continue
        tokens = [token.type for token in block_tokens(text, name)]
        if tokens and tokens != ["paragraph_open", "inline", "paragraph_close"]:
            assert any(map(grammar.may_open.match, lines)), (
                f"{name}: {text!r} is read as {tokens[0]}, but no construct's `opening` or `may_open` matches a line"
            )


# ── Dialects ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("read", [markdown, lambda name: segment_markdown("文。", flavor=name)])
def test_an_unknown_dialect_is_an_error_that_names_the_nearest(read: Any) -> None:
    with pytest.raises(UsageError, match='unknown flavor "dokusaurus"; did you mean `docusaurus`'):
        read("dokusaurus")
