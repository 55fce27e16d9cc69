"""``command``: any program that reads JSON lines and writes JSON lines.

It gets one line a unit, ``{"id", "text", "source", "target", …}``, and then the end of its input. It writes one line a
unit, ``{"id", "text"}``, in any order, and ends with 0. Tags (``<g1>…</g1>``, ``<x2/>``) must come back as they went.
"""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from taiyaku.config import Config
from taiyaku.errors import ConfigError, ProviderError
from taiyaku.providers.base import Limits, Machine, Reply, Request
from taiyaku.providers.settings import Settings, read_settings


class CommandSettings(Settings, frozen=True, kw_only=True):
    """``[providers.command]``."""

    command: str | tuple[str, ...]
    """The program and its arguments; a string is split as a shell would. No shell runs it."""
    timeout: float = 600.0
    """Seconds for one batch."""
    batch: int = 50
    """How many units it gets at once."""


class Command(Machine):
    """A program of the user's, run in the project's folder once a batch."""

    name = "command"
    examples = 2

    def __init__(self, settings: CommandSettings, root: Path) -> None:
        given = settings.command
        try:
            self._command = shlex.split(given) if isinstance(given, str) else list(given)
        except ValueError as error:
            raise ConfigError(f"`command` in [providers.command] cannot be split: {error}") from None
        if not self._command:
            raise ConfigError("`command` in [providers.command] names no program")
        self.limits = Limits(max(1, settings.batch), 1_000_000)
        self._timeout = settings.timeout
        self._root = root

    @classmethod
    def from_config(cls, table: Mapping[str, Any], config: Config) -> Command:
        """Made as the settings say.

        Raises:
            ConfigError: They are wrong.
        """
        return cls(read_settings(CommandSettings, cls.name, table), config.root)

    @property
    def identity(self) -> str:
        """The command line."""
        return json.dumps([self.name, self._command])

    def translate(self, batch: Sequence[Request], *, source: str, target: str) -> Sequence[Reply]:
        """Run the program over a batch."""
        lines = [
            json.dumps({**_without_empty(asdict(request)), "source": source, "target": target}, ensure_ascii=False)
            for request in batch
        ]
        out = self._run("".join(f"{line}\n" for line in lines))
        found: dict[str, str] = {}
        times: Counter[str] = Counter()
        for line in filter(str.strip, out.splitlines()):
            try:
                entry = json.loads(line)
                times[entry["id"]] += 1
                found[entry["id"]] = str(entry["text"])
            except (ValueError, KeyError, TypeError):
                raise ProviderError(
                    f'{self._command[0]} wrote a line that is not {{"id", "text"}}: {line[:80]!r}'
                ) from None
        return [
            Reply(request.id, found[request.id])
            if times[request.id] == 1
            else Reply(
                request.id, "", f"{self._command[0]} answered it {'twice' if times[request.id] else 'not at all'}"
            )
            for request in batch
        ]

    def _run(self, given: str) -> str:
        program = self._command[0]
        try:
            process = subprocess.Popen(  # noqa: S603 - the user's own program, without a shell
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=self._root,
                start_new_session=True,
            )
        except OSError as error:
            raise ProviderError(f"{program} could not be started: {error.strerror}") from None
        try:
            out, told = process.communicate(given.encode(), timeout=self._timeout)
        except subprocess.TimeoutExpired:
            _end(process)
            raise ProviderError(f"{program} was not done in {self._timeout:g} s") from None
        except BaseException:
            _end(process)
            raise
        if process.returncode:
            last = told.decode("utf-8", "replace").strip().rpartition("\n")[2]
            raise ProviderError(f"{program} ended with {process.returncode}{f': {last[:200]}' if last else ''}")
        try:
            return out.decode("utf-8")
        except UnicodeDecodeError:
            raise ProviderError(f"{program} wrote something else than UTF-8") from None


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program with what it has started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        process.kill()
    process.communicate()


def _without_empty(table: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if value}
