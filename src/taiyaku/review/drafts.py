"""Machine drafts on request, for one unit or all missing ones; a job shows its progress and can be stopped."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

from taiyaku.drafting.draft import draft_units
from taiyaku.drafting.drafted import wants_draft
from taiyaku.drafting.job import Job
from taiyaku.editing.workspace import OpenArticle, Workspace
from taiyaku.errors import TaiyakuError
from taiyaku.model import State, Translation, Unit
from taiyaku.pipeline.steps import severities_of
from taiyaku.providers import Provider

BATCH = 8
"""Units per batch; each batch is saved before the next begins, so that stopping waits for one batch at most."""


@dataclass(frozen=True, slots=True)
class DraftProgress:
    """The progress of a job."""

    job: int
    """The number of the job, by which a page recognizes a new one."""
    total: int
    done: int = 0
    drafted: tuple[str, ...] = ()
    """Ids of the units drafted so far."""
    refused: int = 0
    """Units whose reply could not be used."""
    error: str = ""
    running: bool = True
    stopped: bool = False


class DraftJobs:
    """Jobs of the provider, one at a time for each article."""

    def __init__(self, workspace: Workspace, provider: Provider) -> None:
        self.workspace = workspace
        self.provider = provider
        self._progress: dict[str, DraftProgress] = {}
        self._jobs = itertools.count(1)
        self._stop: dict[str, threading.Event] = {}
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()

    def progress(self, key: str) -> DraftProgress | None:
        """The progress of the article's current or last job."""
        return self._progress.get(key)

    def missing(self, opened: OpenArticle) -> list[Unit]:
        """The units that the machine would draft."""
        return [u for u in opened.document.units if wants_draft(opened.translations[u.id], self.provider)]

    def start(self, key: str, unit_id: str = "") -> DraftProgress:
        """Draft one unit or all missing ones, unless a job is running.

        Raises:
            TaiyakuError: The article cannot be read.
        """
        opened = self.workspace.open(key)
        with self._lock:
            running = self._progress.get(key)
            if running and running.running:
                return running
            wanted = [opened.units[unit_id]] if unit_id in opened.units else self.missing(opened)
            stop = self._stop[key] = threading.Event()
            progress = self._progress[key] = DraftProgress(next(self._jobs), len(wanted), running=bool(wanted))
            if wanted:
                ids = [unit.id for unit in wanted]
                thread = threading.Thread(target=self._run, args=(key, ids, stop), name="machine", daemon=True)
                self._threads.append(thread)
                thread.start()
            return progress

    def stop(self, key: str) -> None:
        """Let the job of an article end after its current batch."""
        if key in self._stop:
            self._stop[key].set()

    def stop_all(self, patience: float = 5.0) -> None:
        """Let every job end, and save what is drafted by then."""
        for stop in self._stop.values():
            stop.set()
        for thread in self._threads:
            thread.join(patience)

    def _run(self, key: str, ids: Sequence[str], stop: threading.Event) -> None:
        try:
            for start in range(0, len(ids), BATCH):
                if stop.is_set():
                    break
                self._batch(key, ids[start : start + BATCH])
        except TaiyakuError as error:
            self._note(key, error=str(error))
        except Exception as error:  # a third-party provider may raise anything, and the page must show it
            self._note(key, error=f"{self.provider.name}: {type(error).__name__}: {error}")
        finally:
            self._note(key, running=False, stopped=stop.is_set())

    def _batch(self, key: str, ids: Sequence[str]) -> None:
        opened = self.workspace.open(key)
        # All other units count as translated, so that they still serve as context.
        asked = {
            unit.id: Translation() if unit.id in ids else Translation(unit.source, State.ACCEPTED)
            for unit in opened.document.units
        }
        with Job(self.workspace.config, self.provider) as job:
            filled = draft_units(
                opened.document,
                asked,
                provider=self.provider,
                context=opened.context,
                job=job,
                severities=severities_of(self.workspace.config),
            )
        versions = {unit_id: opened.version(unit_id) for unit_id in ids if unit_id in opened.units}
        with self.workspace.locked(key) as now:
            # A person may have edited a unit in the meantime.
            kept = {
                unit_id: replace(draft, comments=now.translations[unit_id].comments)
                for unit_id, draft in filled.translations.items()
                if unit_id in now.units and now.version(unit_id) == versions.get(unit_id) and draft.text
            }
            if kept:
                self.workspace.write(now, kept)
        old = self._progress[key]
        self._note(
            key,
            done=old.done + len(ids),
            drafted=(*old.drafted, *kept),
            refused=old.refused + sum(unit_id not in filled.translations for unit_id in ids),
        )
        if filled.failure:
            raise filled.failure

    def _note(self, key: str, **what: object) -> None:
        with self._lock:
            self._progress[key] = replace(self._progress[key], **what)  # type: ignore[arg-type]
