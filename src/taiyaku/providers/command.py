"""``command``: any program that reads JSON lines and writes JSON lines.

Its input is one line per unit, ``{"id", "text", "source", "target", …}``. It writes one line per unit, ``{"id",
"text"}``, in any order, and exits with 0. Tags (``<g1>…</g1>``, ``<x2/>``) must come back unchanged.
"""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

from taiyaku.config import Config
from taiyaku.errors import ConfigError, ProviderError
from taiyaku.providers.base import Limits, Machine, Reply, Request, without_empty
from taiyaku.providers.settings import NO_EFFECT, Settings


class CommandSettings(Settings, frozen=True, kw_only=True):
    """``[providers.command]``."""

    command: str | tuple[str, ...]
    """The program and its arguments; a string is split as in a shell, but no shell runs it."""
    timeout: Annotated[float, NO_EFFECT] = 600.0
    """Seconds for one batch."""
    batch: Annotated[int, NO_EFFECT] = 50
    """The most units that it gets at once."""


class Command(Machine):
    """The user's own program, run once per batch in the project's folder."""

    name = "command"
    settings_type = CommandSettings
    settings: CommandSettings
    unnamed_parts = ("command",)
    examples = 2

    def __init__(self, settings: CommandSettings, config: Config) -> None:
        self.settings = settings
        given = settings.command
        try:
            self._command = shlex.split(given) if isinstance(given, str) else list(given)
        except ValueError as error:
            raise ConfigError(f"`command` in [providers.command] cannot be split: {error}") from None
        if not self._command:
            raise ConfigError("`command` in [providers.command] is empty")
        self.limits = Limits(max(1, settings.batch), 1_000_000)
        self._root = config.root

    def identity_parts(self) -> dict[str, Any]:
        """The settings, with the command line as a list however it was given."""
        return super().identity_parts() | {"command": self._command}

    def translate(self, batch: Sequence[Request], *, source: str, target: str) -> Sequence[Reply]:
        """Run the program over a batch."""
        lines = [
            json.dumps({**without_empty(asdict(request)), "source": source, "target": target}, ensure_ascii=False)
            for request in batch
        ]
        output = self._run("".join(f"{line}\n" for line in lines))
        found: dict[str, str] = {}
        times: Counter[str] = Counter()
        for line in filter(str.strip, output.splitlines()):
            try:
                entry = json.loads(line)
                times[entry["id"]] += 1
                found[entry["id"]] = str(entry["text"])
            except (ValueError, KeyError, TypeError):
                raise ProviderError(
                    f'{self._command[0]} wrote a line other than {{"id", "text"}}: {line[:80]!r}'
                ) from None
        return [self._reply(request, times[request.id], found) for request in batch]

    def _reply(self, request: Request, times: int, found: dict[str, str]) -> Reply:
        if times == 1:
            return Reply(request.id, found[request.id])
        return Reply(request.id, "", f"{self._command[0]} returned it {'more than once' if times else 'not at all'}")

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
            output, errors = process.communicate(given.encode(), timeout=self.settings.timeout)
        except subprocess.TimeoutExpired:
            _kill_group(process)
            raise ProviderError(f"{program} did not finish in {self.settings.timeout:g} s") from None
        except BaseException:
            _kill_group(process)
            raise
        if process.returncode:
            last = errors.decode("utf-8", "replace").strip().rpartition("\n")[2]
            raise ProviderError(f"{program} exited with {process.returncode}{f': {last[:200]}' if last else ''}")
        try:
            return output.decode("utf-8")
        except UnicodeDecodeError:
            raise ProviderError(f"{program} wrote output that is not UTF-8") from None


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill a program and what it has started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        process.kill()
    process.communicate()
