"""Glossary files to terms: every field, its values, and every problem of a file in one error.

``TERM``, ``RENDERING`` and ``FILE`` define the format for the reader, the hints in its messages and the JSON Schema.
"""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from taiyaku.errors import GlossaryError, decode_utf8
from taiyaku.language.locales import language, lookup
from taiyaku.markdown import yaml_nodes as nodes
from taiyaku.markdown.yaml_nodes import Node, NotYAMLError, YamlProblem
from taiyaku.model import Rendering, Severity, Term
from taiyaku.suggest import did_you_mean, nearest

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
"""Characters that articles do not have, XML cannot encode and terminals interpret; YAML allows them as escapes."""


@dataclass(frozen=True, slots=True)
class Field:
    """A key of the format and its values."""

    name: str
    kind: str
    """``text``, ``texts`` (one or a list), ``flag``, ``choice`` or ``date``."""
    doc: str
    choices: tuple[str, ...] = ()


FILE = (
    Field("source", "text", "The locale of the source texts, such as ja."),
    Field("domain", "text", "The domain of the entries in the file that do not name one."),
    Field("terms", "terms", "The entries."),
)
RENDERING = (
    Field("use", "text", "The approved rendering."),
    Field("also", "texts", "Other renderings that are accepted."),
    Field("avoid", "texts", "Renderings that are reported; the approved one is suggested instead."),
)
TERM = (
    Field("term", "text", "The term as it appears in the source."),
    Field("variants", "texts", "Other spellings in the source."),
    Field("keep", "flag", "The term must stay unchanged in every target."),
    Field("expand", "text", "The long form that is required at the first use in an article."),
    Field("note", "text", "What a translator should know."),
    Field("domain", "text", "The subject it belongs to."),
    Field("match", "choice", "word: only if no letter of the same script is next to it.", ("exact", "word")),
    Field("case", "choice", "keep: upper and lower case matter.", ("keep",)),
    Field("enforce", "choice", "The severity of a violation.", ("error", "warning", "off")),
    Field("status", "choice", "proposed: recorded, but not enforced.", ("approved", "proposed")),
    Field("part_of_speech", "text", "noun, verb, adjective; the rendering of a verb may be inflected."),
    Field("added", "date", "The day it was proposed, as 2026-01-31; `lint` reports terms that have waited too long."),
)

_RENDERING_NAMES = tuple(field.name for field in RENDERING)

LARGEST = 16 * 2**20
"""Maximum size of a glossary file in bytes; 10,000 entries take one or two million."""

LOCALE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A term with the fields that only its file has."""

    term: Term
    added: datetime.date | None = None
    """The day it was proposed."""


def load_terms(paths: Sequence[str], root: Path, *, source: str = "", targets: Sequence[str] = ()) -> tuple[Term, ...]:
    """Read the terms of all glossary files, in the order of the files and of their lines.

    Args:
        paths: Patterns relative to ``root``, as in the settings. One without a ``*`` must exist.
        root: The project's folder; nothing outside it is read.
        source: Only files for this source locale, and those that name none. Empty: all files.
        targets: Locales for which every approved term must have a rendering. Empty: any one rendering will do.

    Raises:
        GlossaryError: A file is missing or broken. The first of several problems gives the error's file, line and
            message; each of the others follows on its own line.
    """
    return tuple(entry.term for entry in load_entries(paths, root, source=source, targets=targets))


def load_entries(
    paths: Sequence[str], root: Path, *, source: str = "", targets: Sequence[str] = ()
) -> tuple[GlossaryEntry, ...]:
    """Like ``load_terms``, with the fields that only the file has."""
    found: list[GlossaryEntry] = []
    problems: list[tuple[str, YamlProblem]] = []
    for file in glossary_files(paths, root):
        name = shown_path(file, root)
        entries, language, wrong = read_entries(read_file(file, name), name, targets=targets)
        problems += [(name, problem) for problem in wrong]
        if not source or not language or language == source:
            found += entries
    if problems:
        raise combined_error(problems)
    return tuple(found)


def read_file(file: Path, name: str) -> bytes:
    """The bytes of a glossary file.

    Raises:
        GlossaryError: It cannot be read, or is too large to be a glossary.
    """
    try:
        size = file.stat().st_size
        if size > LARGEST:
            message = f"{size / 2**20:,.0f} MB is too large for a glossary; the limit is {LARGEST // 2**20} MB"
            raise GlossaryError(f"{message}; correct `paths` under [glossary], or split the file", path=name)
        return file.read_bytes()
    except OSError as error:
        raise GlossaryError(f"cannot be read: {error.strerror}", path=name) from None


def combined_error(problems: Sequence[tuple[str, YamlProblem]]) -> GlossaryError:
    """One error for all problems; those after the first are lines of ``file:line: message``."""
    (path, first), *others = problems
    lines = [first.message, *(f"{name}:{problem.line}: {problem.message}" for name, problem in others)]
    return GlossaryError("\n".join(lines), path=path, line=first.line)


def shown_path(file: Path, root: Path) -> str:
    """A file's name in messages and terms: relative to the project, with forward slashes."""
    return Path(os.path.relpath(file.resolve(), root.resolve())).as_posix()


def glossary_files(paths: Sequence[str], root: Path) -> tuple[Path, ...]:
    """The files that match the patterns, each once; those of one pattern in alphabetical order.

    Raises:
        GlossaryError: A path without a ``*`` does not exist, or a pattern leads out of the project.
    """
    home = root.resolve()
    found: dict[Path, Path] = {}
    for pattern in paths:
        if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
            raise GlossaryError(f"glossary path `{pattern}` leads out of the project; move the file into it")
        if any(char in pattern for char in "*?["):
            files = sorted(file for file in root.glob(pattern) if file.is_file() or _is_broken_link(file))
        elif (root / pattern).is_file() or _is_broken_link(root / pattern):
            files = [root / pattern]
        elif (root / pattern).is_dir():
            raise GlossaryError(f"is a folder; name its files in `paths`: `{pattern}/*.yaml`", path=pattern)
        else:
            raise GlossaryError("no such glossary; create it or correct `paths` under [glossary]", path=pattern)
        for file in files:
            if _is_broken_link(file):
                raise GlossaryError("is a broken link; fix or remove it", path=file.relative_to(root))
            if not file.resolve().is_relative_to(home):
                raise GlossaryError("links to a file outside the project; move that file into the project", path=file)
            found.setdefault(file.resolve(), file)
    return tuple(found.values())


def _is_broken_link(file: Path) -> bool:
    """Whether it is a link to a missing file, or to itself."""
    return file.is_symlink() and not file.exists()


def read_entries(
    raw: bytes, path: str, *, targets: Sequence[str] = ()
) -> tuple[tuple[GlossaryEntry, ...], str, tuple[YamlProblem, ...]]:
    """Read one glossary file.

    Args:
        raw: The file in UTF-8, with or without a byte order mark.
        path: The file that the terms name.
        targets: As for ``load_terms``.

    Returns:
        Its valid entries, its source locale (empty if it names none), and its problems in the order of their lines.
    """
    try:
        root = nodes.read_yaml(decode_utf8(raw, GlossaryError, path=path).removeprefix("\ufeff"))
    except GlossaryError as error:
        return (), "", (YamlProblem(error.line or 1, error.message),)
    except NotYAMLError as error:
        return (), "", (error.problem,)
    reader = _Reader(path, tuple(targets))
    entries, source = reader.file(root)
    return entries, source, tuple(sorted(dict.fromkeys(reader.problems), key=lambda problem: problem.line))


def rendering_of(term: Term, locale: str) -> Rendering | None:
    """The rendering of a term in a locale, or else in the plain language (``en`` for ``en-GB``).

    A ``keep`` term is its own rendering, with the locale's ``also`` and ``avoid``.
    """
    found = lookup(locale, term.renderings)
    return replace(found or Rendering(""), use=term.term) if term.keep else found


def is_enforced(term: Term, locale: str) -> bool:
    """Whether a translation into the locale must use the term: it is approved, not off, and has a rendering."""
    return term.status == "approved" and term.enforce is not Severity.OFF and rendering_of(term, locale) is not None


class _Reader:
    """Walks the nodes of one file and collects its problems."""

    def __init__(self, path: str, targets: tuple[str, ...]) -> None:
        self.path = path
        self.targets = targets
        self.problems: list[YamlProblem] = []

    def report(self, node: Node, message: str) -> None:
        self.problems.append(YamlProblem(node.line, message))

    def file(self, root: Node | None) -> tuple[tuple[GlossaryEntry, ...], str]:
        match root:
            case None:
                return (), ""
            case nodes.Scalar() if root.null:
                return (), ""
            case nodes.Mapping():
                pass
            case nodes.Sequence():
                self.report(root, "entries without `terms:` above them; add that line and indent them below it")
                return (), ""
            case _:
                self.report(root, "not a glossary; a glossary starts with `terms:` and a list of entries")
                return (), ""
        values = {key.value: (key, value) for key, value in self.pairs(root, [field.name for field in FILE])}
        source, domain = (self.text(*values[name]) if name in values else "" for name in ("source", "domain"))
        if "terms" not in values:
            self.report(root, "no `terms`; add it, with the entries as a list below it")
            return (), source
        _, listed = values["terms"]
        if isinstance(listed, nodes.Scalar) and listed.null:
            return (), source
        if not isinstance(listed, nodes.Sequence):
            self.report(listed, "`terms` must be a list: each entry starts with `- term: …`")
            return (), source
        return tuple(entry for item in listed.items if (entry := self.entry(item, domain))), source

    def pairs(self, mapping: nodes.Mapping, known: Sequence[str]) -> Iterator[tuple[nodes.Scalar, Node]]:
        """The pairs with a known key (any key if ``known`` is empty), each key once."""
        seen: dict[str, int] = {}
        for key, value in mapping.pairs:
            if not isinstance(key, nodes.Scalar):
                self.report(key, "a key must be a plain word")
            elif key.value == "<<":
                self.report(key, "`<<` is not supported here; write the fields out")
            elif key.value in seen:
                self.report(key, f"duplicate `{key.value}`, first in line {seen[key.value]}; remove one")
            elif known and key.value not in known:
                seen[key.value] = key.line
                self.report(key, f"unknown field `{key.value}`; {did_you_mean(key.value, known)}")
            else:
                seen[key.value] = key.line
                yield key, value

    def entry(self, node: Node, domain: str) -> GlossaryEntry | None:
        if not isinstance(node, nodes.Mapping):
            wide = isinstance(node, nodes.Scalar) and node.plain and "：" in node.value
            hint = " (`：` is the full-width colon)" if wide else ""
            self.report(node, f"an entry must be fields and values: `- term: …`{hint}")
            return None
        before = len(self.problems)
        fields = {field.name: field for field in TERM}
        readable = node.get("<<") is None  # whether every rendering could be read
        values: dict[str, Any] = {"domain": domain}
        renderings: dict[str, Rendering] = {}
        added = None
        for key, value in self.pairs(node, ()):
            name = key.value
            if (field := fields.get(name)) is None:
                count = len(self.problems)
                if self.is_locale(key, value):
                    renderings[name] = self.rendering(name, value)
                    readable &= count == len(self.problems)
                elif name in _RENDERING_NAMES or not nearest(name, fields, cutoff=0.5):
                    readable = False
            elif field.kind == "date":
                added = self.date(key, value)
            elif field.kind == "flag":
                values[name] = self.flag(key, value)
            elif field.kind == "texts":
                values[name] = self.texts(key, value)
            elif field.kind == "choice":
                values[name] = self.choice(key, value, field.choices)
            else:
                values[name] = self.text(key, value)
        if "term" not in values:
            self.report(node, "an entry has no `term`")
            return None
        values["enforce"] = Severity(values.get("enforce", "error"))
        term = Term(renderings=MappingProxyType(renderings), path=self.path, line=node.line, **values)
        if readable:
            self.check(node, term)
        return GlossaryEntry(term, added) if len(self.problems) == before else None

    def check(self, node: nodes.Mapping, term: Term) -> None:
        """Report what is missing from the entry; a proposed term need not have a rendering yet."""
        for locale, rendering in term.renderings.items():
            if term.keep and rendering.use not in {"", term.term}:
                self.report(node, f"`{term.term}` is kept unchanged, yet {locale} has `use`; remove `keep` or `use`")
            elif not (term.keep or rendering.use or term.status == "proposed"):
                self.report(node, f"`{term.term}` has no `use` under {locale}; add the approved rendering")
        if not term.keep and term.status == "approved":
            missing = [name for name in self.targets if rendering_of(term, name) is None]
            if missing or not term.renderings:
                where = ", ".join(missing) or "any target"
                example = (missing or ["en"])[0]
                remedy = f"add `{example}: {{use: …}}`, or `keep: true` if it stays unchanged"
                if others := [name for name in term.renderings if missing and name not in self.targets]:
                    remedy = f"is `{others[0]}` meant to be `{example}`? If not, {remedy}"
                self.report(node, f"`{term.term}` has no rendering for {where}; {remedy}")

    def is_locale(self, key: nodes.Scalar, value: Node) -> bool:
        """Whether an unknown key is a target locale; three letters count only if there is no doubt."""
        name = key.value
        fields = [field.name for field in TERM]
        if name in self.targets:
            return True
        if name in _RENDERING_NAMES:
            self.report(key, f"`{name}` belongs under a target locale: `en: {{{name}: …}}`")
            return False
        sure = len(language(name)) == 2 or (
            isinstance(value, nodes.Mapping) and not nearest(name, [*fields, *self.targets])
        )
        if sure and LOCALE.fullmatch(name):
            return True
        self.report(key, f"unknown field `{name}`; {did_you_mean(name, [*fields, *(self.targets or ('en',))])}")
        return False

    def rendering(self, locale: str, node: Node) -> Rendering:
        if isinstance(node, nodes.Scalar):
            return Rendering(self.scalar(locale, node))
        if not isinstance(node, nodes.Mapping):
            self.report(node, f"`{locale}` must be a rendering or `{{use: …, also: [], avoid: []}}`")
            return Rendering("")
        use, also, avoid = "", (), ()  # type: str, tuple[str, ...], tuple[str, ...]
        for key, value in self.pairs(node, _RENDERING_NAMES):
            if key.value == "use":
                use = self.text(key, value)
            elif key.value == "also":
                also = self.texts(key, value)
            else:
                avoid = self.texts(key, value)
        return Rendering(use, also, avoid)

    def text(self, key: nodes.Scalar, node: Node) -> str:
        if isinstance(node, nodes.Scalar):
            return self.scalar(key.value, node)
        self.report(node, f"`{key.value}` must be a single text; put it in quotes if it contains `[` or `{{`")
        return ""

    def scalar(self, name: str, node: nodes.Scalar) -> str:
        """A text with its whitespace collapsed; a note keeps its lines."""
        value = node.value.strip() if name == "note" else " ".join(node.value.split())
        if node.null or not value:
            self.report(node, f"`{name}` is empty; fill it in or remove it")
            return ""
        if odd := _UNPRINTABLE.search(value):
            self.report(node, f"`{name}` contains a control character (U+{ord(odd[0]):04X}); remove it")
            return ""
        return value

    def texts(self, key: nodes.Scalar, node: Node) -> tuple[str, ...]:
        if isinstance(node, nodes.Mapping):
            self.report(node, f"`{key.value}` must be a list: `[one, two]`")
            return ()
        if isinstance(node, nodes.Scalar):
            return (self.scalar(key.value, node),)
        return tuple(self.text(key, item) for item in node.items)

    def flag(self, key: nodes.Scalar, node: Node) -> bool:
        word = node.value.lower() if isinstance(node, nodes.Scalar) else ""
        if word not in {"true", "yes", "on", "false", "no", "off"}:
            self.report(node, f"`{key.value}` must be true or false")
        return word not in {"false", "no", "off"}

    def choice(self, key: nodes.Scalar, node: Node, choices: Sequence[str]) -> str:
        word = node.value if isinstance(node, nodes.Scalar) else ""
        if word in choices:
            return word
        hint = did_you_mean(word, choices) if len(choices) > 1 else f"it can only be `{choices[0]}`"
        self.report(node, f"`{key.value}` cannot be `{word}`; {hint}" if word else f"`{key.value}` is empty; {hint}")
        return choices[0]

    def date(self, key: nodes.Scalar, node: Node) -> datetime.date | None:
        try:
            return datetime.date.fromisoformat(node.value if isinstance(node, nodes.Scalar) else "")
        except ValueError:
            self.report(node, f"`{key.value}` must be a date: 2026-01-31")
            return None
