"""TBX, the term base exchange format: ISO 30042:2019 (version 3) written and read, ISO 30042:2008 (version 2) read.

The dialect written is TBX-Basic in the style DCT, with data categories as elements. Any file that states language,
term and status can be read: either style, ``conceptEntry``/``langSec``/``termSec`` as well as
``termEntry``/``langSet``/``tig`` or ``ntig``, in any namespace. The status decides what a rendering is: preferred means
``use``, admitted ``also``, deprecated or superseded ``avoid``. Fields for which TBX has no category are in one note of
the concept, ``taiyaku: …``, and are read back from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from taiyaku.errors import InterchangeError
from taiyaku.glossary.read_file import TERM
from taiyaku.interchange.safe_xml import local_name
from taiyaku.interchange.term_base import TermBase
from taiyaku.language.locales import language_tag, project_locale
from taiyaku.model import Rendering, Severity, Term

CORE = "urn:iso:std:iso:30042:ed-2"
MIN = "http://www.tbxinfo.net/ns/min"
BASIC = "http://www.tbxinfo.net/ns/basic"
"""Namespaces of the core and of the modules that make up TBX-Basic."""

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PREFERRED, _ADMITTED, _DEPRECATED = "preferredTerm-admn-sts", "admittedTerm-admn-sts", "deprecatedTerm-admn-sts"
_PARTS_OF_SPEECH = {"adjective", "noun", "other", "verb", "adverb"}
"""The pick list of ``min:partOfSpeech``."""
_OWN = "taiyaku:"


def write(terms: Iterable[Term], *, source: str, targets: Sequence[str]) -> bytes:
    """Write terms as TBX-Basic, version 3, DCT, in UTF-8; a ``keep`` term is its own rendering in each target."""
    from lxml import etree

    names: dict[Any, str] = {None: CORE, "min": MIN, "basic": BASIC}
    tbx = etree.Element(f"{{{CORE}}}tbx", {"type": "TBX-Basic", "style": "dct"}, names)
    tbx.set(_XML_LANG, language_tag(source))
    header = etree.SubElement(etree.SubElement(tbx, f"{{{CORE}}}tbxHeader"), f"{{{CORE}}}fileDesc")
    about = etree.SubElement(etree.SubElement(header, f"{{{CORE}}}sourceDesc"), f"{{{CORE}}}p")
    about.text = "Written by taiyaku glossary export"
    body = etree.SubElement(etree.SubElement(tbx, f"{{{CORE}}}text"), f"{{{CORE}}}body")
    for number, term in enumerate(terms, 1):
        _write_concept(etree.SubElement(body, f"{{{CORE}}}conceptEntry", {"id": f"c{number}"}), term, source, targets)
    etree.indent(tbx)
    return etree.tostring(tbx, encoding="UTF-8", xml_declaration=True) + b"\n"


def _write_concept(concept: Any, term: Term, source: str, targets: Sequence[str]) -> None:
    from lxml import etree

    def add(parent: Any, namespace: str, name: str, text: str) -> None:
        etree.SubElement(parent, f"{{{namespace}}}{name}").text = text

    def section(locale: str, texts: Iterable[tuple[str, str, str]]) -> None:
        language = etree.SubElement(concept, f"{{{CORE}}}langSec")
        language.set(_XML_LANG, language_tag(locale))
        for text, status, kind in texts:
            part = etree.SubElement(language, f"{{{CORE}}}termSec")
            add(part, CORE, "term", text)
            if status:
                add(part, MIN, "administrativeStatus", status)
            if term.part_of_speech in _PARTS_OF_SPEECH:
                add(part, MIN, "partOfSpeech", term.part_of_speech)
            if kind:
                add(part, BASIC, "termType", kind)

    if term.domain:
        add(concept, MIN, "subjectField", term.domain)
    for note in filter(None, (term.note, _own_note(term))):
        add(concept, CORE, "note", note)
    own = [(term.term, _PREFERRED, ""), *((text, _ADMITTED, "variant") for text in term.variants)]
    section(source, own + ([(term.expand, _ADMITTED, "fullForm")] if term.expand else []))
    for locale in targets:
        rendering = term.renderings.get(locale)
        texts = [(term.term, _PREFERRED, "")] if term.keep else []
        if rendering is not None:
            texts += [(rendering.use, _PREFERRED, "")] if rendering.use and not term.keep else []
            texts += [(text, _ADMITTED, "") for text in rendering.also]
            texts += [(text, _DEPRECATED, "") for text in rendering.avoid]
        if texts:
            section(locale, texts)


def _own_note(term: Term) -> str:
    fields = {
        "keep": "true" if term.keep else "",
        "match": term.match if term.match != "exact" else "",
        "case": term.case,
        "enforce": str(term.enforce) if term.enforce is not Severity.ERROR else "",
        "status": term.status if term.status != "approved" else "",
        "part_of_speech": term.part_of_speech if term.part_of_speech not in _PARTS_OF_SPEECH else "",
    }
    text = "; ".join(f"{name}={value}" for name, value in fields.items() if value)
    return f"{_OWN} {text}" if text else ""


def read(raw: bytes, *, source: str, targets: Sequence[str] = (), path: Path | str | None = None) -> TermBase:
    """Read terms from TBX; those in the source locale or a regional variant of it (``ja-JP``) become entries.

    Other languages get the project's name for them if it has one.

    Raises:
        InterchangeError: It is not XML, has a DTD, or is not TBX.
    """
    root = _parse(raw, path)
    entries = list(root.iter("{*}conceptEntry", "{*}termEntry"))
    if local_name(root) not in {"tbx", "martif"} and not entries:
        raise InterchangeError(f"not TBX: the root is <{local_name(root)}>", path=path, line=root.sourceline)
    lines = [int(entry.sourceline or 0) for entry in entries]
    return TermBase.of(
        (line, _concept(entry, source, targets, line)) for line, entry in zip(lines, entries, strict=True)
    )


def _parse(raw: bytes, path: Path | str | None) -> Any:
    """The root; nothing is fetched, no entity is resolved, and a DTD is refused."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise InterchangeError(f"not XML: {error.msg}", path=path, line=error.lineno or None) from None
    info = root.getroottree().docinfo
    if info.internalDTD is not None:
        before, _, declared = raw.decode(info.encoding or "utf-8", "replace").partition("<!DOCTYPE")
        head = declared.partition(">")[0]
        # A DTD that contains declarations is too long for a message and ends differently.
        extent = "from `<!DOCTYPE` to its closing `]>`" if "[" in head else f"`<!DOCTYPE {' '.join(head.split())}>`"
        raise InterchangeError(f"has a DTD, which is not read; delete {extent}", path=path, line=before.count("\n") + 1)
    return root


@dataclass(frozen=True, slots=True)
class _Section:
    """A term of one language, with its categories."""

    text: str
    status: str
    kind: str
    part_of_speech: str

    @property
    def avoided(self) -> bool:
        return self.status.startswith(("deprecated", "superseded"))


def _concept(entry: Any, source: str, targets: Sequence[str], line: int) -> Term | str:
    """The term of a concept, or why it is skipped."""
    own: list[_Section] = []
    others: dict[str, list[_Section]] = {}
    definition = _category(entry, "definition")
    for language in entry.iterchildren("{*}langSec", "{*}langSet"):
        locale = project_locale(language.get(_XML_LANG) or language.get("lang") or "", (source, *targets))
        sections = list(_sections(language))
        if locale == source:
            own += sections
            definition = definition or _category(language, "definition")
        else:
            others.setdefault(locale, []).extend(sections)
    if not own:
        return f"has no term in {source}"
    names = sorted((part for part in own if part.kind != "fullForm"), key=_rank) or own
    head, *variants = names
    fields = _own_fields(entry)
    keep = fields.pop("keep", "") == "true"
    renderings = {locale: rendering for locale, parts in others.items() if (rendering := _rendering(parts, head, keep))}
    if not keep and fields.get("status") != "proposed" and not any(one.use for one in renderings.values()):
        return f"`{head.text}` has no rendering"
    long = next((part.text for part in own if part.kind == "fullForm" and part is not head), "")
    return Term(
        head.text,
        variants=tuple(dict.fromkeys(part.text for part in variants if part.text != head.text)),
        renderings=MappingProxyType(renderings),
        keep=keep,
        expand=long,
        note="\n".join(filter(None, (definition, *_notes(entry)))),
        domain=_category(entry, "subjectField"),
        match=fields.get("match", "exact"),
        case=fields.get("case", ""),
        enforce=Severity(fields.get("enforce", "error")),
        status=fields.get("status", "approved"),
        part_of_speech=fields.get("part_of_speech", head.part_of_speech),
        line=line,
    )


def _rank(part: _Section) -> int:
    return 0 if part.status.startswith("preferred") else 2 if part.avoided else 1


def _rendering(parts: list[_Section], head: _Section, keep: bool) -> Rendering | None:
    approved = sorted((part for part in parts if not part.avoided), key=_rank)
    texts = list(dict.fromkeys(part.text for part in approved))
    avoid = tuple(dict.fromkeys(part.text for part in parts if part.avoided and part.text not in texts))
    if keep:
        also = tuple(text for text in texts if text != head.text)
        return Rendering("", also, avoid) if also or avoid else None
    return Rendering(texts[0], tuple(texts[1:]), avoid) if texts else None


def _sections(language: Any) -> Iterator[_Section]:
    for part in language.iterchildren("{*}termSec", "{*}tig", "{*}ntig"):
        term = next(part.iter("{*}term"), None)
        text = "" if term is None else _text(term)
        if text:
            yield _Section(
                text,
                _category(part, "administrativeStatus") or _category(part, "normativeAuthorization"),
                _category(part, "termType"),
                _category(part, "partOfSpeech"),
            )


def _category(element: Any, name: str) -> str:
    """The value of a data category at this level: of an element with that name or type, in a group or not."""
    for child in element:
        if local_name(child) in {"langSec", "langSet", "termSec", "tig", "ntig"}:
            continue
        for inner in child.iter():
            if inner.get("type") == name or local_name(inner) == name:
                return _text(inner)
    return ""


def _notes(entry: Any) -> Iterator[str]:
    """The notes of a concept except ours."""
    for note in entry.iterchildren("{*}note"):
        text = "".join(note.itertext()).strip()
        if text and not text.startswith(_OWN):
            yield text


def _own_fields(entry: Any) -> dict[str, str]:
    """The known, valid fields in our note."""
    allowed = {"keep": ("true",), **{field.name: field.choices for field in TERM if field.choices}}
    fields: dict[str, str] = {}
    for note in entry.iterchildren("{*}note"):
        text = "".join(note.itertext()).strip()
        if text.startswith(_OWN):
            pairs = (part.partition("=") for part in text.removeprefix(_OWN).split(";"))
            fields |= {name.strip(): value.strip() for name, _, value in pairs}
    return {name: value for name, value in fields.items() if name == "part_of_speech" or value in allowed.get(name, ())}


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())
