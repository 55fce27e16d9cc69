"""``ctranslate2``: a model on this machine, without any network (extra ``local``).

A folder with a CTranslate2 model and its SentencePiece model, or an ``.argosmodel``, which is a zip of one such folder.
Format: https://opennmt.net/CTranslate2 and https://github.com/argosopentech/argos-translate
"""

from __future__ import annotations

import hashlib
import html
import json
import os
import re
import shutil
import threading
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from taiyaku.config import Config
from taiyaku.errors import ConfigError, ProviderError
from taiyaku.language.locales import language
from taiyaku.providers.base import Limits, Machine, Reply, Request
from taiyaku.providers.settings import Settings, read_settings

_TAG = re.compile(r"(</?[gx]\d+/?>)")
_OPENING = re.compile(r"<g\d+>$")
_MARKS = str.maketrans({"。": ".", "、": ", ", "！": "!", "？": "?", "：": ": ", "（": " (", "）": ") "})
"""Punctuation that stands by itself between two tags, where no model sees it."""
_LARGEST = 4_000_000_000
"""Bytes that a package may unpack to."""
_VOCABULARIES = ("sentencepiece.model", "source.spm", "spm.model", "tokenizer.model")


class CTranslate2Settings(Settings, frozen=True, kw_only=True):
    """``[providers.ctranslate2]``."""

    model: str
    """A model's folder or an `.argosmodel`, from the project's folder or absolute."""
    device: Literal["cpu", "cuda", "auto"] = "cpu"
    """Where it runs."""
    beam: int = 4
    """How many translations are followed at once; more is slower and a little better."""
    threads: int = 0
    """Of one translation; 0: as the library sees fit."""


class CTranslate2(Machine):
    """A local model. It knows no tags, so that the text between two tags is translated by itself and each tag stays."""

    name = "ctranslate2"
    limits = Limits(64, 200_000)

    def __init__(self, settings: CTranslate2Settings, root: Path) -> None:
        self._settings = settings
        self._cache = root / ".taiyaku" / "models"
        self._path = root / settings.model
        self._lock = threading.Lock()
        self._loaded: _Model | None = None
        if not self._path.exists():
            raise ConfigError(f"`model` in [providers.ctranslate2]: there is no {settings.model}")
        _library()

    @classmethod
    def from_config(cls, table: Mapping[str, Any], config: Config) -> CTranslate2:
        """Made as the settings say.

        Raises:
            ConfigError: They are wrong, the model is not there, or the extra ``local`` is not installed.
        """
        return cls(read_settings(CTranslate2Settings, cls.name, table), config.root)

    @property
    def identity(self) -> str:
        """The model's place, size and date, and the beam."""
        file = self._path if self._path.is_file() else self._path / "model.bin"
        status = file.stat() if file.exists() else None
        told = [status.st_size, status.st_mtime_ns] if status else []
        return json.dumps([self.name, self._settings.model, self._settings.beam, told])

    def translate(self, batch: Sequence[Request], *, source: str, target: str) -> Sequence[Reply]:
        """Translate the prose of each unit, piece by piece."""
        parts = [_TAG.split(request.text) for request in batch]
        texts = [html.unescape(part) for pieces in parts for part in pieces if _is_prose(part)]
        with self._lock:
            model = self._loaded = self._loaded or self._load(source, target)
            done = iter(model.translated(texts, self._settings.beam))
        join = _spaced if _without_spaces(source) and not _without_spaces(target) else "".join
        return [
            Reply(request.id, join([_put(part, next(done)) if _is_prose(part) else part for part in pieces]))
            for request, pieces in zip(batch, parts, strict=True)
        ]

    def _load(self, source: str, target: str) -> _Model:
        folder = self._unpacked() if self._path.is_file() else self._path
        inner = folder / "model" if (folder / "model").is_dir() else folder
        about = _metadata(folder)
        for key, locale in (("from_code", source), ("to_code", target)):
            if about.get(key) and about[key] != language(locale):
                raise ConfigError(f"{self._settings.model} translates {about['from_code']} to {about['to_code']}")
        found = [place / name for place in (folder, inner) for name in _VOCABULARIES if (place / name).is_file()]
        if not found:
            raise ConfigError(f"{self._settings.model} has no SentencePiece model ({', '.join(_VOCABULARIES)})")
        ctranslate2, sentencepiece = _library()
        try:
            translator = ctranslate2.Translator(
                str(inner), device=self._settings.device, intra_threads=self._settings.threads
            )
            pieces = sentencepiece.SentencePieceProcessor(model_file=str(found[0]))
        except (RuntimeError, OSError, ValueError) as error:
            raise ProviderError(f"{self._settings.model} cannot be loaded: {str(error).splitlines()[0]}") from None
        return _Model(translator, pieces, str(about.get("target_prefix", "")))

    def _unpacked(self) -> Path:
        """The folder in a package, unpacked beside the memory under the name of its content."""
        try:
            with self._path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()[:16]
            place = self._cache / digest
            if not place.is_dir():
                _unpack(self._path, place)
        except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise ProviderError(f"{self._settings.model} cannot be unpacked: {error}") from None
        (top,) = place.iterdir()
        return top


class _Model:
    """What is loaded."""

    def __init__(self, translator: Any, pieces: Any, prefix: str) -> None:
        self._translator = translator
        self._pieces = pieces
        self._prefix = prefix

    def translated(self, texts: Sequence[str], beam: int) -> list[str]:
        """Translations of plain texts, sentence by sentence."""
        sentences = [_sentences(text) for text in texts]
        tokens = [self._pieces.encode(sentence, out_type=str) for found in sentences for sentence in found]
        if not tokens:
            return ["" for _ in texts]
        prefix = [[self._prefix]] * len(tokens) if self._prefix else None
        results = self._translator.translate_batch(tokens, target_prefix=prefix, beam_size=beam, max_batch_size=32)
        outputs = iter(results)
        done = []
        for found in sentences:
            said = [self._decoded(next(outputs).hypotheses[0]) for _ in found]
            done.append(" ".join(filter(None, said)))
        return done

    def _decoded(self, tokens: Sequence[str]) -> str:
        if self._prefix and tokens and tokens[0] == self._prefix:
            tokens = tokens[1:]
        return str(self._pieces.decode(list(tokens))).replace("▁", " ").strip()


def _sentences(text: str) -> list[str]:
    """Cut after full stops: models of this kind are trained on single sentences."""
    return [part.strip() for part in re.split(r"(?<=[。！？!?])\s*|(?<=\.)\s+", text) if part.strip()]


def _is_prose(part: str) -> bool:
    return any(map(str.isalnum, html.unescape(part))) and not _TAG.fullmatch(part)


def _put(part: str, text: str) -> str:
    """A translation in the blanks of what it translates."""
    lead, tail = part[: len(part) - len(part.lstrip())], part[len(part.rstrip()) :]
    return f"{lead}{html.escape(text, quote=False)}{tail}"


def _without_spaces(locale: str) -> bool:
    return language(locale) in {"ja", "zh"}


def _spaced(parts: Sequence[str]) -> str:
    """Parts joined, with spaces between words that Japanese and Chinese write without, outside of the tags."""
    out = ""
    for part in parts:
        if _TAG.fullmatch(part):
            apart = not part.startswith("</") and (out[-1:].isalnum() or out.endswith((".", ",", ";", ":", "!", "?")))
        else:
            apart = out.endswith(">") and not _OPENING.search(out) and part[:1].isalnum()
        text = part if _is_prose(part) else part.translate(_MARKS)
        out += f" {text}" if apart else text
    return out


def _metadata(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / "metadata.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _unpack(package: Path, place: Path) -> None:
    """Unpack a package whose members all lie in one folder.

    Raises:
        ConfigError: A member would leave it, or it is too large.
    """
    with zipfile.ZipFile(package) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        tops = set()
        for member in members:
            path = PurePosixPath(member.filename.replace("\\", "/"))
            is_link = (member.external_attr >> 16) & 0o170000 == 0o120000
            if path.is_absolute() or ".." in path.parts or ":" in path.parts[0] or len(path.parts) < 2 or is_link:
                raise ConfigError(f"{package.name} is not to be trusted: it holds {member.filename[:80]!r}")
            tops.add(path.parts[0])
        if len(tops) != 1:
            raise ConfigError(f"{package.name} is no .argosmodel: it holds {len(tops)} folders, not one")
        if sum(member.file_size for member in members) > _LARGEST:
            raise ConfigError(f"{package.name} is not to be trusted: it would unpack to more than 4 GB")
        beside = place.with_name(f"{place.name}.{os.getpid()}.new")
        try:
            for member in members:
                archive.extract(member, beside)
            if not place.is_dir():  # where another process was faster, its copy is as good
                beside.rename(place)
        finally:
            shutil.rmtree(beside, ignore_errors=True)


def _library() -> tuple[Any, Any]:
    """The packages of the extra ``local``."""
    from importlib import import_module

    try:
        return import_module("ctranslate2"), import_module("sentencepiece")
    except ImportError:
        raise ConfigError("ctranslate2 is not installed; install taiyaku[local]") from None
