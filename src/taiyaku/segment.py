"""Markdown → Document: the text cut into units and gaps, without a byte lost.

The block parser says which lines hold text and where their content starts; what stands between two such places is a
gap. A unit's ``source`` is the content as one line of inline Markdown. Nothing here can damage an article: a place that
is not understood stays in a gap, and a unit that is not translated is written back as the characters it was cut from.
"""

from __future__ import annotations

import bisect
import hashlib
import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from markdown_it.token import Token

from taiyaku.config import Config
from taiyaku.front_matter import find_front_matter, front_matter_values, matches
from taiyaku.inline import NO_REFERENCES, Role, events, has_prose, pieces, prose
from taiyaku.markup import Span, jsx_attribute_spans, text_spans
from taiyaku.model import Document, Kind, Unit, Waiver
from taiyaku.parser import SPECIAL, markdown, trim
from taiyaku.syntax import TITLES

JSX_FLAVORS = frozenset({"mdx", "docusaurus"})


def segment_markdown(
    text: str, *, config: Config | None = None, flavor: str | None = None, every: bool = False
) -> Document:
    """Cut an article into units and gaps.

    Args:
        text: The whole file as text, BOM and line endings as they are.
        config: Settings; the defaults where none are given.
        flavor: The dialect, where it is not the settings' (an ``.mdx`` file).
        every: Make a unit of every place where text can stand, of those too that hold nothing to translate (``42``).

    Returns:
        A document whose units and gaps joined are ``text`` again.

    Raises:
        ArticleError: The front matter has keys but does not parse; with its line.
    """
    config = config or Config()
    return _Segmenter(text, config, flavor or config.articles.flavor, every).document()


@dataclass(slots=True)
class _Draft:
    """A unit before it has a place in the file: offsets are into the normalised body."""

    kind: Kind
    start: int
    end: int
    source: str
    writer: str
    lead: str
    level: int
    context: str
    block: int
    prose: bool = True


@dataclass(slots=True)
class _Segmenter:
    text: str
    config: Config
    flavor: str
    every: bool
    drafts: list[_Draft] = field(default_factory=list)
    comments: list[tuple[int, str, str]] = field(default_factory=list)
    """Offset, command and argument of each ``<!-- taiyaku:… -->``."""
    headings: list[tuple[int, str]] = field(default_factory=list)
    """Level and text of the headings around the place that is read."""
    block: int = 0
    """Number of the outermost block that is read."""
    references: Mapping[str, str] = field(default_factory=lambda: NO_REFERENCES)

    def document(self) -> Document:
        found = find_front_matter(self.text)
        base = found.body if found else int(self.text.startswith("\ufeff"))
        body, offsets = _normalised(self.text, base)
        env: dict[str, object] = {}
        tokens: list[Token] = []
        md = markdown(self.flavor)
        md.block.parse(body, md, env, tokens)
        references = env.get("references")
        if isinstance(references, dict):
            self.references = {label: entry["href"] for label, entry in references.items()}
        self._walk(body, tokens)
        drafts = _apart(self.drafts)
        places = tuple((offsets.original(draft.start), offsets.original(draft.end)) for draft in drafts)
        units = [*self._front_matter(), *_placed(self.text, self._wanted(drafts), offsets)]
        units, waivers = self._waived(units, offsets)
        return Document(
            self.text, tuple(units), self.flavor, self.references, _shape(tokens), places, self.config, tuple(waivers)
        )

    # ── Front matter ────────────────────────────────────────────────────────

    def _front_matter(self) -> Iterator[Unit]:
        found = find_front_matter(self.text)
        if found is None:
            return
        for value in front_matter_values(self.text, found):
            if matches(value.path, self.config.front_matter.translate) and any(map(str.isalpha, value.text)):
                line = self.text.count("\n", 0, value.start) + 1
                yield Unit("", Kind.FRONT_MATTER, line, value.path, value.text, value.start, value.end, found.format)

    # ── Blocks ──────────────────────────────────────────────────────────────

    def _walk(self, src: str, tokens: Sequence[Token]) -> None:
        """Go through the block tokens with the containers around each text in mind."""
        containers: list[str] = []
        heading = 0
        first_in_item = False
        for token in tokens:
            if token.level == 0 and token.nesting >= 0:
                self.block += 1
            if token.nesting > 0:
                containers.append(token.type)
                if token.type == "heading_open":
                    heading = int(token.tag[1])
                first_in_item = token.type == "list_item_open" or (first_in_item and token.type == "paragraph_open")
                continue
            if token.nesting < 0:
                containers.pop()
                heading = 0
            elif token.type == "inline":
                self._inline(src, token, containers, heading, first_in_item)
            elif token.type == "html_block":
                self._html(src, token)
            elif token.type == "directive":
                self._directive(src, token)
            elif token.type == "definition":
                self._definition(src, token)
            first_in_item = False

    def _inline(self, src: str, token: Token, containers: list[str], level: int, first_in_item: bool) -> None:
        lines: list[tuple[int, int]] = list(token.meta.get("lines", ()))
        if not lines:
            return
        if "taiyaku:" in token.content:
            self._note_comments(src, lines)
        kind = _kind(containers)
        if kind is Kind.HEADING:
            lines[-1] = (lines[-1][0], lines[-1][0] + len(_HEADING_ID.sub("", src[slice(*lines[-1])])))
        elif first_in_item and (checkbox := _CHECKBOX.match(src, *lines[0])):
            lines[0] = (checkbox.end(), lines[0][1])
        start, _ = trim(src, *lines[0])
        _, end = trim(src, *lines[-1])
        content = _content(src, lines, start, end)
        writer = "markdown"
        if kind is Kind.CELL:
            content, writer = content.replace("\\|", "|"), "cell"
        elif level:
            writer = "atx" if len(lines) == 1 and token.map and token.map[1] - token.map[0] == 1 else "markdown"
        source = self._folded(content)
        readable = has_prose(source, flavor=self.flavor, references=self.references)
        self.drafts.append(
            _Draft(kind, start, end, source, writer, _lead(src, lines), level, self._path(), self.block, readable)
        )
        if level:
            self._enter(level, prose(source, flavor=self.flavor, references=self.references))

    def _folded(self, content: str) -> str:
        return fold(content, flavor=self.flavor, references=self.references)

    def _enter(self, level: int, title: str) -> None:
        self.headings = [entry for entry in self.headings if entry[0] < level]
        self.headings.append((level, " ".join(title.split())))

    def _path(self) -> str:
        return " › ".join(title for _, title in self.headings if title)

    # ── HTML and directives ─────────────────────────────────────────────────

    def _html(self, src: str, token: Token) -> None:
        lines: list[tuple[int, int]] = token.meta.get("lines", [])
        if not lines:
            return
        self._note_comments(src, lines)
        block = "\n".join(src[start:end] for start, end in lines)
        starts = [0]
        for start, end in lines:
            starts.append(starts[-1] + end - start + 1)

        def place(offset: int) -> int:
            line = bisect.bisect_right(starts, offset, hi=len(lines)) - 1
            return lines[line][0] + offset - starts[line]

        lead = _lead(src, lines)
        for span in text_spans(block, self.config.html.attributes):
            self._markup_unit(block, span, place(span.start), place(span.end), lead)

    def _markup_unit(self, block: str, span: Span, start: int, end: int, lead: str) -> None:
        raw = block[span.start : span.end]
        source = " ".join(html.unescape(raw).split()) if span.attribute else " ".join(raw.split())
        readable = has_prose(raw, only_html=True)
        kind, writer = (Kind.ATTRIBUTE, "attribute") if span.attribute else (Kind.HTML, "html")
        self.drafts.append(_Draft(kind, start, end, source, writer, lead, 0, self._path(), self.block, readable))

    def _directive(self, src: str, token: Token) -> None:
        lines: list[tuple[int, int]] = token.meta["lines"]
        self._note_comments(src, lines)
        start, end = lines[0]
        line = src[start:end]
        if line.startswith("<"):
            whole = src[start : lines[-1][1]]
            for span in jsx_attribute_spans(whole, self.config.html.attributes):
                self._markup_unit(whole, span, start + span.start, start + span.end, "")
            return
        for pattern in TITLES:
            if match := pattern.match(line):
                first, last = match.span("title")
                source = line[first:last]
                # `:::message alert` names a variant; `:::details Title` has a title.
                titled = has_prose(source) and not re.fullmatch(r"[a-z][a-z-]*", source)
                place = start + first, start + last
                self.drafts.append(_Draft(Kind.TITLE, *place, source, "title", "", 0, self._path(), self.block, titled))
                return

    def _definition(self, src: str, token: Token) -> None:
        """The title of a reference definition, which readers see on hover; where it goes on over lines it stays."""
        start, end = token.meta["lines"][-1]
        if not token.meta["title"] or not (match := _TITLE.search(src, start, end)):
            return
        source = match["title"]
        self.drafts.append(
            _Draft(
                Kind.REFERENCE,
                *match.span("title"),
                source,
                "reference",
                "",
                0,
                self._path(),
                self.block,
                has_prose(source, flavor=self.flavor),
            )
        )

    # ── Comments that speak to us ───────────────────────────────────────────

    def _note_comments(self, src: str, lines: Sequence[tuple[int, int]]) -> None:
        for match in _COMMENT.finditer(src, lines[0][0], lines[-1][1]):
            self.comments.append((match.start(), match["command"], " ".join(match["argument"].split())))

    def _wanted(self, drafts: Sequence[_Draft]) -> list[_Draft]:
        """The drafts that hold prose and that no ``taiyaku:off`` covers."""
        switches = [(at, command) for at, command, _ in self.comments if command in {"off", "on"}]
        return [
            draft
            for draft in drafts
            if (draft.prose or self.every)
            and next((command for at, command in reversed(switches) if at < draft.start), "on") == "on"
        ]

    def _waived(self, units: list[Unit], offsets: _Offsets) -> tuple[list[Unit], list[Waiver]]:
        """Give notes to the unit after them, and waivers to the units of the block after them."""
        units = _identified(units)
        waivers: list[Waiver] = []
        blocks = {draft.start: draft.block for draft in self.drafts}
        by_start = {offsets.original(draft.start): draft for draft in self.drafts}
        for at, command, argument in self.comments:
            place = offsets.original(at)
            after = [index for index, unit in enumerate(units) if unit.start > place and unit.start in by_start]
            if not after or not argument:
                continue
            if command == "note":
                note = units[after[0]].note
                units[after[0]] = replace(units[after[0]], note=f"{note} {argument}".strip())
            elif command == "ignore":
                check, _, reason = argument.partition(" ")
                line = self.text.count("\n", 0, place) + 1
                block = blocks[by_start[units[after[0]].start].start]
                waivers += [
                    Waiver(check, units[index].id, reason, line)
                    for index in after
                    if blocks[by_start[units[index].start].start] == block
                ]
        return units, waivers


# ── Pieces of the work ──────────────────────────────────────────────────────

_TITLE = re.compile(r"""(?<=\s)(?P<quote>["'])(?P<title>(?:(?!(?P=quote))[^\\\n]|\\.)+)(?P=quote)[ \t]*\Z""")
_CHECKBOX = re.compile(r"\[[ xX]\][ \t]+")
_HEADING_ID = re.compile(r"[ \t]*(?:\{[ ]?[#.:][^{}]*\}|\{/\*.*?\*/\})[ \t]*$")
_COMMENT = re.compile(
    r"(?:<!--|\{/\*)\s*taiyaku:(?P<command>off|on|note|ignore)\b(?P<argument>.*?)(?:-->|\*/\})", re.DOTALL
)
_KINDS = {
    "heading_open": Kind.HEADING,
    "th_open": Kind.CELL,
    "td_open": Kind.CELL,
    "dt_open": Kind.TERM,
    "dd_open": Kind.DESCRIPTION,
    "footnote_reference_open": Kind.FOOTNOTE,
    "list_item_open": Kind.ITEM,
}


def _kind(containers: Sequence[str]) -> Kind:
    for container in reversed(containers):
        if container in _KINDS:
            return _KINDS[container]
    return Kind.PARAGRAPH


def _content(src: str, lines: Sequence[tuple[int, int]], start: int, end: int) -> str:
    if len(lines) == 1:
        return src[start:end]
    inner = [src[slice(*line)] for line in lines[1:-1]]
    return "\n".join([src[start : lines[0][1]], *inner, src[lines[-1][0] : end]])


def _lead(src: str, lines: Sequence[tuple[int, int]]) -> str:
    """What a further line of the unit starts with: as its second line does, else the first line's prefix blanked."""
    if len(lines) > 1:
        return src[lines[0][1] + 1 : lines[1][0]]
    start = lines[0][0]
    prefix = src[src.rfind("\n", 0, start) + 1 : start]
    return re.sub(r"[^>\s]", " ", prefix)


# Korean is written with spaces; Chinese and Japanese are not.
_CLOSED_UP = re.compile("[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]")


def fold(content: str, *, flavor: str, references: Mapping[str, str] = NO_REFERENCES) -> str:
    """Make one line of a unit's lines: a soft break becomes a space, or nothing between two CJK characters.

    Hard breaks stay as they are spelt. Where folding would change what the text means, the breaks stay.
    """
    if "\n" not in content:
        return content
    found = pieces(content, flavor=flavor, references=references)
    out: list[str] = []
    for index, piece in enumerate(found):
        if piece.kind == "soft":
            before = next((p for p in reversed(found[:index]) if p.role in {Role.TEXT, Role.SINGLE}), None)
            after = next((p for p in found[index + 1 :] if p.role in {Role.TEXT, Role.SINGLE}), None)
            joined = (
                before is not None
                and after is not None
                and before.is_text
                and after.is_text
                and _CLOSED_UP.match(before.raw[-1:])
                and _CLOSED_UP.match(after.raw[:1])
            )
            out.append("" if joined else " ")
        elif piece.kind in {"break", "opaque", "math"}:
            out.append(re.sub(r"\n[ \t]*", "\n", piece.raw) if piece.kind == "break" else piece.raw)
        else:
            out.append(re.sub(r"[ \t]*\n[ \t]*", " ", piece.raw))
    folded = "".join(out)
    if SPECIAL.search(folded):
        now = events(folded, flavor=flavor, references=references)
        then = events(content, flavor=flavor, references=references)
        if [_unspaced(event) for event in now] != [_unspaced(event) for event in then]:
            return content
    return folded


def _unspaced(event: tuple[str, str, str]) -> tuple[str, str, str]:
    return (event[0], event[1], "".join(event[2].split())) if event[0] == "text" else event


@dataclass(frozen=True, slots=True)
class _Offsets:
    """From offsets in the normalised body to offsets in the file."""

    base: int
    normalised: tuple[int, ...]
    """Where each line starts in the body; empty where nothing was normalised."""
    originals: tuple[int, ...]

    def original(self, offset: int) -> int:
        if not self.normalised:
            return self.base + offset
        line = bisect.bisect_right(self.normalised, offset) - 1
        return self.originals[line] + offset - self.normalised[line]


_NEWLINE = re.compile(r"\r\n|\r|\n")


def _normalised(text: str, base: int) -> tuple[str, _Offsets]:
    """The body as the parser wants it: LF line ends, no NUL."""
    body = text[base:] if base else text
    if "\0" in body:
        body = body.replace("\0", "\ufffd")
    if "\r" not in body:
        return body, _Offsets(base, (), ())
    normalised, originals = [0], [base]
    shrunk = 0
    for match in _NEWLINE.finditer(body):
        shrunk += len(match[0]) - 1
        normalised.append(match.end() - shrunk)
        originals.append(base + match.end())
    return _NEWLINE.sub("\n", body), _Offsets(base, tuple(normalised), tuple(originals))


def _apart(drafts: Sequence[_Draft]) -> list[_Draft]:
    """The drafts in the order of the text, without empty ones and without those that reach into the one before."""
    result: list[_Draft] = []
    end = 0
    for draft in sorted(drafts, key=lambda draft: draft.start):
        if end <= draft.start < draft.end:
            result.append(draft)
            end = draft.end
    return result


def _placed(text: str, drafts: Sequence[_Draft], offsets: _Offsets) -> Iterator[Unit]:
    """Units with their place in the file."""
    carriage = "\r" in text
    at, line = 0, 1
    for draft in drafts:
        start, end = offsets.original(draft.start), offsets.original(draft.end)
        line += text.count("\n", at, start)
        if carriage:
            line += text.count("\r", at, start) - text.count("\r\n", at, start)
        at = start
        yield Unit(
            "", draft.kind, line, draft.context, draft.source, start, end, draft.writer, draft.lead, "", draft.level
        )


def _identified(units: Sequence[Unit]) -> list[Unit]:
    """Give every unit its id: a hash of its text, and of how often the same text stood before it."""
    seen: Counter[tuple[str, str]] = Counter()
    result: list[Unit] = []
    for unit in units:
        name = (unit.key, unit.source)
        result.append(replace(unit, id=unit_id(*name, seen[name])))
        seen[name] += 1
    return result


def unit_id(key: str, source: str, occurrence: int) -> str:
    """The id of a unit: ten hexadecimal digits over its front matter key, its text, and how often that stood before."""
    mark = f"{key}\0{source}\0{occurrence}"
    return hashlib.sha1(mark.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()[:10]


def _shape(tokens: Sequence[Token]) -> tuple[str, ...]:
    """The block sequence: what a translation must leave as it is."""
    return tuple(
        f"{'/' if token.nesting < 0 else ''}{token.tag or token.type}"
        for token in tokens
        if token.type != "inline" and not token.hidden
    )
