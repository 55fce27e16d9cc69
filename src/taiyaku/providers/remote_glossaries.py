"""Glossaries that a service keeps, held in step with the project's own.

A glossary at a service is named after the project, the pair of languages and what it holds:
``taiyaku-blog-ja-en-1f0e…``, the last part being a digest of its entries. So a job finds the one that holds the terms
as they are now or none, and a name that begins with another project is never touched.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from taiyaku.config import Config
from taiyaku.language.locales import language_tag


@dataclass(frozen=True, slots=True)
class RemoteGlossary:
    """What a glossary at a service is to hold, for one pair of languages."""

    project: str
    """The project's part of the name: small letters, digits and hyphens."""
    source: str
    """The source locale."""
    target: str
    """The target locale."""
    entries: Mapping[str, str]
    """Renderings by phrase."""

    @property
    def family(self) -> str:
        """What the names of all versions of this glossary begin with."""
        return language_tag(f"taiyaku-{self.project}-{self.source}-{self.target}-").lower()

    @property
    def name(self) -> str:
        """The name of this version."""
        return f"{self.family}{hashlib.sha256(self.tsv.encode()).hexdigest()[:12]}"

    @property
    def tsv(self) -> str:
        """A phrase, a tab and its rendering a line, in a fixed order."""
        return "".join(f"{phrase}\t{use}\n" for phrase, use in sorted(self.entries.items()))

    def locale_of(self, name: str) -> str:
        """The target locale of a glossary of this project and source, small; nothing where the name is another's."""
        family = language_tag(f"taiyaku-{self.project}-{self.source}-").lower()
        found = re.fullmatch(rf"{re.escape(family)}([a-z]{{2,3}}(?:-[a-z]{{4}})?(?:-[a-z]{{2}})?)-[0-9a-f]{{12}}", name)
        return found[1] if found else ""

    def is_ours(self, name: str) -> bool:
        """Whether a glossary of that name is a version of this one."""
        return re.fullmatch(f"{re.escape(self.family)}[0-9a-f]{{12}}", name) is not None


@dataclass(frozen=True, slots=True)
class StoredGlossary:
    """A glossary at a service."""

    id: str
    name: str


class GlossaryStore(Protocol):
    """Where a service keeps glossaries. Every method may raise ``ProviderError`` and ``CredentialsError``."""

    renews: bool
    """Whether a glossary's entries can be replaced under the same id."""

    def kept(self) -> Sequence[StoredGlossary]:
        """All glossaries of the account, whoever made them."""

    def find(self, phrases: RemoteGlossary) -> str | None:
        """The id of the glossary that holds just these entries."""

    def create(self, phrases: RemoteGlossary) -> None:
        """Make a glossary, and return once it can be used."""

    def renew(self, id_: str, phrases: RemoteGlossary) -> None:
        """Replace the entries and the name of a glossary; called only where ``renews``."""

    def remove(self, id_: str) -> None:
        """Delete a glossary."""


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What came of one glossary."""

    phrases: RemoteGlossary
    did: str
    """``created``, ``renewed``, ``up to date`` or, where the project has no terms for the pair, ``not needed``."""
    removed: tuple[str, ...] = ()
    """Names of old versions that were deleted."""


def load_remote_glossary(config: Config, target: str) -> RemoteGlossary:
    """The entries of the project's glossary for one target locale.

    Raises:
        GlossaryError: A glossary file is missing or broken.
    """
    from taiyaku.glossary import load_terms
    from taiyaku.interchange import deepl_tsv as deepl

    terms = load_terms(config.glossary.paths, config.root, source=config.source)
    return RemoteGlossary(project_name(config), config.source, target, deepl.phrases(terms, target))


def project_name(config: Config) -> str:
    """The project's part in the names of its glossaries: by default after its folder."""
    name = config.glossary.name or config.root.resolve().name
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40]
    # A folder whose name has no Latin letters still needs a name of its own.
    return plain or hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def sync_glossary(shelf: GlossaryStore, phrases: RemoteGlossary, *, dry_run: bool = False) -> SyncResult:
    """Have a service hold a glossary as it is now, and no older version of it.

    Args:
        shelf: Where the service keeps glossaries.
        phrases: What is to be held; without entries, nothing is.
        dry_run: Look, and change nothing.
    """
    ours = [kept for kept in shelf.kept() if phrases.is_ours(kept.name)]
    current = [kept for kept in ours if kept.name == phrases.name] if phrases.entries else []
    old = [kept for kept in ours if kept not in current[:1]]
    did = "up to date" if current else "created" if phrases.entries else "not needed"
    if did == "created" and old and shelf.renews:
        did, (renewed, *old) = "renewed", old
        if not dry_run:
            shelf.renew(renewed.id, phrases)
    elif did == "created" and not dry_run:
        shelf.create(phrases)
    for kept in old:
        if not dry_run:
            shelf.remove(kept.id)
    if did == "created" and old:
        did = "renewed"
    return SyncResult(phrases, did, tuple(kept.name for kept in old))


def remove_untargeted(
    shelf: GlossaryStore, phrases: RemoteGlossary, targets: Sequence[str], *, dry_run: bool = False
) -> list[str]:
    """Remove the glossaries of the project's source for locales that are no targets any more.

    Args:
        shelf: Where the service keeps glossaries.
        phrases: Of any target; they tell the project and the source.
        targets: The locales whose glossaries stay.
        dry_run: Look, and change nothing.

    Returns:
        The names of those that went, or would.
    """
    stay = {language_tag(target).lower() for target in targets}
    gone = [kept for kept in shelf.kept() if (locale := phrases.locale_of(kept.name)) and locale not in stay]
    for kept in gone:
        if not dry_run:
            shelf.remove(kept.id)
    return [kept.name for kept in gone]


class CurrentGlossary:
    """The glossary that a job's requests name: looked up once a target language, when the first request is made.

    Args:
        config: The project's settings.
        find: Looks for a glossary at the service.
        command: What the user is told to run where there is none.
    """

    def __init__(self, config: Config, find: Callable[[RemoteGlossary], str | None], command: str) -> None:
        self._config = config
        self._find = find
        self._command = command
        self._found: dict[str, str] = {}
        self._lock = threading.Lock()
        self.notices: tuple[str, ...] = ()
        """What the user should know, one line each."""

    def id(self, target: str) -> str:
        """The id of the glossary for a target locale; nothing where there is none."""
        with self._lock:
            if target not in self._found:
                phrases = load_remote_glossary(self._config, target)
                found = self._find(phrases) if phrases.entries else None
                if phrases.entries and not found:
                    self._tell(phrases)
                self._found[target] = found or ""
            return self._found[target]

    def gone(self, target: str) -> None:
        """Go on without the glossary for a target locale: the service does not know it any more."""
        with self._lock:
            if self._found.get(target):
                self._found[target] = ""
                self._tell(load_remote_glossary(self._config, target))

    def _tell(self, phrases: RemoteGlossary) -> None:
        pair = f"{phrases.source} to {phrases.target}"
        told = f"the service holds no glossary with the terms as they are now ({pair}); run {self._command}"
        self.notices = (*self.notices, told)
