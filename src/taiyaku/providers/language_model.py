"""The common part of all language models: the prompt, the request's JSON schema, and parsing the answer.

The last message is one JSON object, ``{"units": [{"id", "text"}], …}``, with the context beside the units; the answer
is ``{"units": [{"id", "text"}]}`` with exactly the ids of the request. Articles are data in it, never part of a prompt.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from importlib import resources
from pathlib import Path
from string import Template
from typing import Any, ClassVar

from taiyaku.config import Config
from taiyaku.errors import ConfigError
from taiyaku.language.locales import language, language_tag
from taiyaku.providers.base import Limits, RefusedError, Reply, Request, without_empty
from taiyaku.providers.client import HttpMachine
from taiyaku.providers.settings import HttpSettings

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
"""The names of locales in prompts; other locales appear as their tags."""


class Prompts:
    """The package's prompts, or those in the project's folder ``[provider] prompts``.

    Raises:
        ConfigError: The folder is missing or outside the project, or a prompt in it has an unknown placeholder.
    """

    def __init__(self, config: Config) -> None:
        folder = config.provider.prompts
        self.system = self._read(folder, config.root, "system.md")
        self.repair = self._read(folder, config.root, "repair.md")
        self.digest = hashlib.sha256(f"{self.system}\0{self.repair}".encode()).hexdigest()[:16]

    def _read(self, folder: str, root: Path, name: str) -> str:
        if folder:
            path = (root / folder).resolve()
            if not path.is_relative_to(root.resolve()) or not path.is_dir():
                raise ConfigError(f"`prompts` in [provider] is not a folder in the project: {folder}")
            try:
                own = (path / name).read_text("utf-8")
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
                f"has an unknown placeholder ({error}); use $source and $target, and $$ for a dollar sign",
                path=shown,
            ) from None

    def system_message(self, source: str, target: str) -> str:
        """The system message, the same for every request of a job."""
        return Template(self.system).substitute(source=language_name(source), target=language_name(target)).strip()

    def repair_message(self, source: str, target: str) -> str:
        """The addition to the system message for requests that repeat refused units."""
        return Template(self.repair).substitute(source=language_name(source), target=language_name(target)).strip()


class LanguageModel(HttpMachine):
    """A language model; a subclass builds the request of its API and finds the text in its answer."""

    examples = 2
    limits = Limits(20, 8_000)
    path: ClassVar[str] = ""
    """Where requests go, below the base URL."""
    answer_name: ClassVar[str] = "answer"
    """The answer's name in the service's reference, for messages."""

    def __init__(self, settings: HttpSettings, config: Config) -> None:
        super().__init__(settings, config)
        self.prompts = Prompts(config)
        self._knows_schemas = True

    def identity_parts(self) -> dict[str, Any]:
        """The settings and a digest of the prompts."""
        return super().identity_parts() | {"prompts": self.prompts.digest}

    def translate(self, batch: Sequence[Request], *, source: str, target: str) -> Sequence[Reply]:
        """Translate a batch with one request."""
        system = [self.prompts.system_message(source, target)]
        if any(request.finding for request in batch):
            system.append(self.prompts.repair_message(source, target))
        answer = self._ask(self._body(system, user_message(batch, source=source, target=target)))
        try:
            text = self._text(answer)
        except ValueError as error:
            return refuse_batch(batch, str(error))
        except (KeyError, IndexError, TypeError, AttributeError):
            raise self._http.missing_error(self.answer_name) from None
        return parse_answer(batch, text)

    def _ask(self, body: dict[str, Any]) -> Any:
        """Send a request with the answer's schema, or without it once the server has refused it."""
        if self._knows_schemas:
            try:
                return self._http.post(self.path, self._with_schema(body))
            except RefusedError as error:
                if not self._refuses_schema(error):
                    raise
                self._knows_schemas = False
        return self._http.post(self.path, body)

    def _body(self, system: Sequence[str], user: str) -> dict[str, Any]:
        """The request, from the parts of the system message and the user message."""
        raise NotImplementedError

    def _with_schema(self, body: dict[str, Any]) -> dict[str, Any]:
        """The request with ``SCHEMA`` for its answer."""
        raise NotImplementedError

    def _refuses_schema(self, error: RefusedError) -> bool:
        """Whether the server refused a request because of its schema, as older ones do."""
        raise NotImplementedError

    def _text(self, answer: Any) -> str:
        """The text of an answer.

        Raises:
            ValueError: The model refused or was cut off; the message says which.
            KeyError: The answer has another form; so do IndexError, TypeError and AttributeError.
        """
        raise NotImplementedError


def language_name(locale: str) -> str:
    """A locale as prompts call it: ``Japanese`` for ``ja``."""
    return NAMES.get(language_tag(locale).lower()) or NAMES.get(language(locale)) or locale


def user_message(batch: Sequence[Request], *, source: str, target: str) -> str:
    """The last user message: one JSON object with the units and their context."""
    terms = dict.fromkeys(term for request in batch for term in request.terms)
    # The long form applies to one occurrence in one unit; the other units use the short rendering.
    uses = Counter(term for term, _ in terms)
    own = [[pair for pair in request.terms if uses[pair[0]] > 1] for request in batch]
    terms = {pair: None for pair in terms if uses[pair[0]] == 1}
    titles = {request.title for request in batch}
    context = [
        without_empty(_context(request, pairs, several=len(titles) > 1))
        for request, pairs in zip(batch, own, strict=True)
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
    return json.dumps(without_empty(body), ensure_ascii=False)


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


def parse_answer(batch: Sequence[Request], answer: str) -> list[Reply]:
    """The replies in an answer; each deviation from the request is a problem of the units it concerns."""
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
        return refuse_batch(batch, f"the answer had the id {unknown[0][:40]!r}, which is not in the request")
    texts = {unit["id"]: unit["text"] for unit in units}
    return [_reply(request, times[request.id], texts) for request in batch]


def _reply(request: Request, times: int, texts: dict[str, str]) -> Reply:
    if times == 1:
        return Reply(request.id, texts[request.id])
    return Reply(request.id, "", f"the answer had this unit's id {'more than once' if times else 'not at all'}")


def _is_unit(unit: Any) -> bool:
    return isinstance(unit, dict) and isinstance(unit.get("id"), str) and isinstance(unit.get("text"), str)


def _why_not_json(answer: str) -> str:
    text = answer.strip()
    if not text:
        return "the answer was empty"
    if text.startswith(("```", "~~~")):
        return "the answer was in a code fence; answer with the JSON object alone"
    if "{" in text and not text.startswith("{"):
        return "the answer had words before the JSON object; answer with the JSON object alone"
    return "the answer was not JSON; answer with the JSON object alone"


def refuse_batch(batch: Sequence[Request], problem: str) -> list[Reply]:
    """Replies to an answer that is unusable for every unit."""
    return [Reply(request.id, "", problem) for request in batch]
