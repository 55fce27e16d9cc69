"""Glossaries stored at a service, kept in sync with the project's own.

A glossary at a service is named after the project, the language pair and its content: ``taiyaku-blog-ja-en-1f0e…``,
where the last part is a digest of its entries. So a job finds either the one with the current terms or none, and the
glossaries of other projects are never touched.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from taiyaku.config import Config
from taiyaku.language.locales import language_tag
from taiyaku.providers.base import RefusedError
from taiyaku.providers.client import HttpMachine


@dataclass(frozen=True, slots=True)
class RemoteGlossary:
    """The intended content of a glossary at a service, for one language pair."""

    project: str
    """The project's part of the name: lowercase letters, digits and hyphens."""
    source: str
    """The source locale."""
    target: str
    """The target locale."""
    entries: Mapping[str, str]
    """Renderings by phrase."""

    @property
    def family(self) -> str:
        """The common prefix of the names of all versions of this glossary."""
        return language_tag(f"taiyaku-{self.project}-{self.source}-{self.target}-").lower()

    @property
    def name(self) -> str:
        """The name of this version."""
        return f"{self.family}{hashlib.sha256(self.tsv.encode()).hexdigest()[:12]}"

    @property
    def tsv(self) -> str:
        """One line per phrase: the phrase, a tab and its rendering, in a fixed order."""
        return "".join(f"{phrase}\t{use}\n" for phrase, use in sorted(self.entries.items()))

    def locale_of(self, name: str) -> str:
        """The lowercase target locale of a glossary of this project and source; empty for any other name."""
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
    """A service's storage of glossaries. Every method may raise ``ProviderError`` and ``CredentialsError``."""

    can_update: bool
    """Whether a glossary's entries can be replaced under the same id."""

    def glossaries(self) -> Sequence[StoredGlossary]:
        """All glossaries of the account, including those that others created."""

    def find(self, glossary: RemoteGlossary) -> str | None:
        """The id of the glossary with exactly these entries."""

    def create(self, glossary: RemoteGlossary) -> None:
        """Create a glossary, and return once it can be used."""

    def update(self, id_: str, glossary: RemoteGlossary) -> None:
        """Replace the entries and the name of a glossary; called only if ``can_update``."""

    def delete(self, id_: str) -> None:
        """Delete a glossary."""


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What was done for one glossary."""

    glossary: RemoteGlossary
    action: str
    """``created``, ``renewed``, ``up to date``, or ``not needed`` if the project has no terms for the pair."""
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
    """The project's part of its glossaries' names; its folder's name unless set."""
    name = config.glossary.name or config.root.resolve().name
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40]
    # A hash distinguishes folder names without Latin letters.
    return plain or hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def sync_glossary(store: GlossaryStore, glossary: RemoteGlossary, *, dry_run: bool = False) -> SyncResult:
    """Store the current version of a glossary at a service, unless it is empty, and delete older versions."""
    ours = [stored for stored in store.glossaries() if glossary.is_ours(stored.name)]
    current = [stored for stored in ours if stored.name == glossary.name] if glossary.entries else []
    old = [stored for stored in ours if stored not in current[:1]]
    action = "up to date" if current else "created" if glossary.entries else "not needed"
    if action == "created" and old and store.can_update:
        action, (updated, *old) = "renewed", old
        if not dry_run:
            store.update(updated.id, glossary)
    elif action == "created" and not dry_run:
        store.create(glossary)
    for stored in old:
        if not dry_run:
            store.delete(stored.id)
    if action == "created" and old:
        action = "renewed"
    return SyncResult(glossary, action, tuple(stored.name for stored in old))


def delete_untargeted(
    store: GlossaryStore, glossary: RemoteGlossary, targets: Sequence[str], *, dry_run: bool = False
) -> list[str]:
    """Delete the project's glossaries for locales that are no longer targets, and return their names.

    The name of ``glossary``, which may be any of the project's, identifies the project and the source.
    """
    stay = {language_tag(target).lower() for target in targets}
    stored = [(found, glossary.locale_of(found.name)) for found in store.glossaries()]
    leaving = [found for found, locale in stored if locale and locale not in stay]
    for found in leaving:
        if not dry_run:
            store.delete(found.id)
    return [found.name for found in leaving]


class CurrentGlossary:
    """The stored glossary that a job's requests name, looked up once per target locale, before the first request."""

    def __init__(self, config: Config, find: Callable[[RemoteGlossary], str | None], command: str) -> None:
        self._config = config
        self._find = find
        self._command = command
        self._found: dict[str, str] = {}
        self._lock = threading.Lock()
        self.notices: tuple[str, ...] = ()
        """Warnings for the user, one line each."""

    def id(self, target: str) -> str:
        """The id of the glossary for a target locale; empty if there is none."""
        with self._lock:
            if target not in self._found:
                glossary = load_remote_glossary(self._config, target)
                found = self._find(glossary) if glossary.entries else None
                if glossary.entries and not found:
                    self._warn(glossary)
                self._found[target] = found or ""
            return self._found[target]

    def forget(self, target: str) -> None:
        """Continue without the glossary for a target locale: the service no longer has it."""
        with self._lock:
            if self._found.get(target):
                self._found[target] = ""
                self._warn(load_remote_glossary(self._config, target))

    def _warn(self, glossary: RemoteGlossary) -> None:
        pair = f"{glossary.source} to {glossary.target}"
        notice = f"the service has no glossary with the current terms ({pair}); run {self._command}"
        self.notices = (*self.notices, notice)


class GlossaryMachine(HttpMachine):
    """A machine whose service translates with glossaries that it stores."""

    glossary_store: GlossaryStore
    """Set by the subclass, as is ``_current``."""
    _current: CurrentGlossary

    def _use_store(self, store: GlossaryStore, config: Config) -> None:
        self.glossary_store = store
        self._current = CurrentGlossary(config, store.find, f"taiyaku glossary sync --provider {self.name}")

    @property
    def notices(self) -> tuple[str, ...]:
        """A warning if the service is remote and not https, or has no glossary with the current terms."""
        return (*super().notices, *(f"{self.name}: {notice}" for notice in self._current.notices))

    def _translate_with(self, glossary: dict[str, Any], path: str, body: dict[str, Any], target: str) -> Any:
        """Send a request with the fields that name the synced glossary, or without them if it is gone by now."""
        try:
            return self._http.post(path, body | glossary)
        except RefusedError as error:
            if not glossary or "glossar" not in error.body.lower():
                raise
        self._current.forget(target)  # another run has replaced or removed it
        return self._http.post(path, body)
