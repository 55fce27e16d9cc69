"""What all language models share: the prompt, and the reading of the answer.

The last message is one JSON object, ``{"units": [{"id", "text"}], …}``, the context beside the units; the answer is
``{"units": [{"id", "text"}]}`` with exactly the ids that were asked. Articles are data in it, never part of the prompt.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from importlib import resources
from pathlib import Path
from string import Template
from typing import Any

from taiyaku.config import Config
from taiyaku.errors import ConfigError
from taiyaku.language.locales import language, language_tag
from taiyaku.providers.base import Reply, Request

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "units": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"id": {"type": "string"}, "text": {"type": "string"}},
                "required": ["id", "text"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["units"],
    "additionalProperties": False,
}
"""JSON Schema of the answer, within what strict modes allow."""

NAMES = {
    "de": "German",
    "en": "English",
    "en-gb": "British English",
    "en-us": "American English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "pt": "Portuguese",
    "pt-br": "Brazilian Portuguese",
    "zh": "Simplified Chinese",
    "zh-tw": "Traditional Chinese",
}
"""What a model is told a locale is called; others are told as they are."""


class Prompts:
    """The prompts of the package, or the project's own in their place.

    Args:
        config: ``[provider] prompts`` names the project's folder; what it lacks is taken from the package.

    Raises:
        ConfigError: The folder is not there or outside the project, or a prompt in it cannot be filled in.
    """

    def __init__(self, config: Config) -> None:
        folder = config.provider.prompts
        self.system = self._read(folder, config.root, "system.md")
        self.repair = self._read(folder, config.root, "repair.md")
        self.digest = hashlib.sha256(f"{self.system}\0{self.repair}".encode()).hexdigest()[:16]

    def _read(self, folder: str, root: Path, name: str) -> str:
        if folder:
            place = (root / folder).resolve()
            if not place.is_relative_to(root.resolve()) or not place.is_dir():
                raise ConfigError(f"`prompts` under [provider] names no folder of the project: {folder}")
            try:
                own = (place / name).read_text("utf-8")
            except FileNotFoundError:
                pass
            except (OSError, UnicodeDecodeError):
                raise ConfigError("cannot be read as UTF-8 text", path=f"{folder}/{name}") from None
            else:
                self._check(own, f"{folder}/{name}")
                return own
        return resources.files("taiyaku.providers").joinpath("prompts", name).read_text("utf-8")

    def _check(self, text: str, shown: str) -> None:
        try:
            Template(text).substitute(source="", target="")
        except (KeyError, ValueError) as error:
            raise ConfigError(
                f"has a placeholder that is not known ({error}); known are $source and $target, $$ is a dollar sign",
                path=shown,
            ) from None

    def steady(self, source: str, target: str) -> str:
        """The system message, the same for every request of a job."""
        return Template(self.system).substitute(source=language_name(source), target=language_name(target)).strip()

    def mending(self, source: str, target: str) -> str:
        """What is told beside a request that asks again."""
        return Template(self.repair).substitute(source=language_name(source), target=language_name(target)).strip()


def language_name(locale: str) -> str:
    """What a model is told that a locale is."""
    return NAMES.get(language_tag(locale).lower()) or NAMES.get(language(locale)) or locale


def user_message(batch: Sequence[Request], *, source: str, target: str) -> str:
    """The last user message: one JSON object, the units beside their context."""
    terms = dict.fromkeys(term for request in batch for term in request.terms)
    # A long form is for one place in one unit; the others keep to what stands for the term everywhere else.
    uses = Counter(term for term, _ in terms)
    own = [[pair for pair in request.terms if uses[pair[0]] > 1] for request in batch]
    terms = {pair: None for pair in terms if uses[pair[0]] == 1}
    titles = {request.title for request in batch}
    context = [
        _without_empty(_context(request, told, several=len(titles) > 1))
        for request, told in zip(batch, own, strict=True)
    ]
    repairs = [
        {"id": request.id, "finding": request.finding, "previous": request.previous}
        for request in batch
        if request.finding
    ]
    body = {
        "source": source,
        "target": target,
        "article": titles.pop() if len(titles) == 1 else "",
        "terms": _as_terms(terms),
        "context": [entry for entry in context if len(entry) > 1],
        "repairs": repairs,
        "units": [{"id": request.id, "text": request.text} for request in batch],
    }
    return json.dumps(_without_empty(body), ensure_ascii=False)


def _as_terms(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"term": term, "use": use} for term, use in pairs]


def _context(request: Request, terms: Sequence[tuple[str, str]], *, several: bool) -> dict[str, Any]:
    return {
        "id": request.id,
        "article": request.title if several else "",
        "heading": request.context,
        "before": request.before,
        "after": request.after,
        "note": request.note,
        "terms": _as_terms(terms),
        "examples": [{"source": source, "translation": target} for source, target in request.examples],
    }


def _without_empty(table: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if value}


def parse_answer(batch: Sequence[Request], answer: str) -> list[Reply]:
    """The replies in an answer; what is not exactly as asked is a problem of the units it concerns."""
    try:
        found = json.loads(answer)
    except (ValueError, RecursionError):
        return refuse_batch(batch, _why_not_json(answer))
    units = found.get("units") if isinstance(found, dict) else None
    if not isinstance(units, list) or not all(_is_unit(unit) for unit in units):
        return refuse_batch(batch, 'the answer was not {"units": [{"id", "text"}]}')
    asked = {request.id for request in batch}
    times = Counter(unit["id"] for unit in units)
    if unknown := [id_ for id_ in times if id_ not in asked]:
        return refuse_batch(batch, f"the answer had the id {unknown[0][:40]!r}, which was not asked")
    texts = {unit["id"]: unit["text"] for unit in units}
    return [_reply(request, times[request.id], texts) for request in batch]


def _reply(request: Request, times: int, texts: dict[str, str]) -> Reply:
    if times == 1:
        return Reply(request.id, texts[request.id])
    return Reply(request.id, "", f"the answer had this unit's id {'twice' if times else 'not at all'}")


def _is_unit(unit: Any) -> bool:
    return isinstance(unit, dict) and isinstance(unit.get("id"), str) and isinstance(unit.get("text"), str)


def _why_not_json(answer: str) -> str:
    text = answer.strip()
    if not text:
        return "the answer was empty"
    if text.startswith(("```", "~~~")):
        return "the answer stood in a code fence; answer with the JSON object alone"
    if "{" in text and not text.startswith("{"):
        return "the answer had words before the JSON object; answer with the JSON object alone"
    return "the answer was not JSON; answer with the JSON object alone"


def refuse_batch(batch: Sequence[Request], problem: str) -> list[Reply]:
    """No use in the answer for any of the units, and why."""
    return [Reply(request.id, "", problem) for request in batch]
