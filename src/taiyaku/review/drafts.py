"""A machine on request: drafts for one unit or all missing ones, with progress, and stopped at any time."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

from taiyaku.drafting.draft import draft_units, wants_draft
from taiyaku.drafting.job import Job
from taiyaku.editing.workspace import OpenArticle, Workspace
from taiyaku.errors import TaiyakuError
from taiyaku.model import State, Translation, Unit
from taiyaku.pipeline.steps import severities_of
from taiyaku.providers import Provider

BATCH = 8
"""Units asked for at once: each batch is saved before the next, and a stop waits for no more than one."""


@dataclass(frozen=True, slots=True)
class DraftProgress:
    """How far a job is."""

    job: int
    """Counts the jobs, so that a page can tell a new one from the one before."""
    total: int
    done: int = 0
    drafted: tuple[str, ...] = ()
    """Ids of units that have a draft now."""
    refused: int = 0
    """Units whose reply could not be used."""
    error: str = ""
    running: bool = True
    stopped: bool = False


class DraftJobs:
    """The provider at the translator's hand; one job an article at a time."""

    def __init__(self, desk: Workspace, provider: Provider) -> None:
        self.desk = desk
        self.provider = provider
        self._progress: dict[str, DraftProgress] = {}
        self._jobs = itertools.count(1)
        self._stop: dict[str, threading.Event] = {}
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()

    def progress(self, key: str) -> DraftProgress | None:
        """The article's job, running or the last one."""
        return self._progress.get(key)

    def missing(self, sheet: OpenArticle) -> list[Unit]:
        """The units that the machine would draft."""
        return [u for u in sheet.document.units if wants_draft(sheet.translations[u.id], self.provider)]

    def start(self, key: str, unit_id: str = "") -> DraftProgress:
        """Draft one unit, or all that are missing; a job that runs goes on alone.

        Raises:
            TaiyakuError: The article cannot be read.
        """
        sheet = self.desk.sheet(key)
        with self._lock:
            running = self._progress.get(key)
            if running and running.running:
                return running
            wanted = [sheet.units[unit_id]] if unit_id in sheet.units else self.missing(sheet)
            stop = self._stop[key] = threading.Event()
            progress = self._progress[key] = DraftProgress(next(self._jobs), len(wanted), running=bool(wanted))
            if wanted:
                ids = [unit.id for unit in wanted]
                thread = threading.Thread(target=self._run, args=(key, ids, stop), name="machine", daemon=True)
                self._threads.append(thread)
                thread.start()
            return progress

    def stop(self, key: str) -> None:
        """Let the job of an article end after the batch it is at."""
        if key in self._stop:
            self._stop[key].set()

    def stop_all(self, patience: float = 5.0) -> None:
        """Let every job end; what is drafted by then is saved."""
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
        except Exception as error:  # a provider of an outsider may raise anything; the page must tell
            self._note(key, error=f"{self.provider.name}: {type(error).__name__}: {error}")
        finally:
            self._note(key, running=False, stopped=stop.is_set())

    def _batch(self, key: str, ids: Sequence[str]) -> None:
        sheet = self.desk.sheet(key)
        # Everything but the batch counts as done, so that the units around it are still seen as context.
        asked = {
            unit.id: Translation() if unit.id in ids else Translation(unit.source, State.ACCEPTED)
            for unit in sheet.document.units
        }
        with Job(self.desk.config, self.provider) as job:
            filled = draft_units(
                sheet.document,
                asked,
                provider=self.provider,
                context=sheet.context,
                job=job,
                severities=severities_of(self.desk.config),
            )
        versions = {unit_id: sheet.version(unit_id) for unit_id in ids if unit_id in sheet.units}
        with self.desk.changing(key) as now:
            # A person may have been quicker.
            kept = {
                unit_id: replace(draft, comments=now.translations[unit_id].comments)
                for unit_id, draft in filled.translations.items()
                if unit_id in now.units and now.version(unit_id) == versions.get(unit_id) and draft.text
            }
            if kept:
                self.desk.put(now, kept)
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
