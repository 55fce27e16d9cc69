"""``ctranslate2``: a model on this machine, without a network (extra ``local``).

A folder with a CTranslate2 model and its SentencePiece model, or an ``.argosmodel``, which is a zip of such a folder.
Formats: https://opennmt.net/CTranslate2 and https://github.com/argosopentech/argos-translate
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
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal

from taiyaku.config import Config
from taiyaku.errors import ConfigError, ProviderError
from taiyaku.language.locales import language
from taiyaku.providers.base import Limits, Machine, Reply, Request
from taiyaku.providers.settings import NO_EFFECT, Settings

_TAG = re.compile(r"(</?[gx]\d+/?>)")
_OPENING = re.compile(r"<g\d+>$")
_MARKS = str.maketrans({"。": ".", "、": ", ", "！": "!", "？": "?", "：": ": ", "（": " (", "）": ") "})
"""Text between two tags that is only punctuation, which is not sent to the model."""
_LARGEST = 4_000_000_000
"""Bytes that a package may unpack to."""
_VOCABULARIES = ("sentencepiece.model", "source.spm", "spm.model", "tokenizer.model")


class CTranslate2Settings(Settings, frozen=True, kw_only=True):
    """``[providers.ctranslate2]``."""

    model: str
    """A model's folder or an `.argosmodel`, relative to the project's folder or absolute."""
    device: Annotated[Literal["cpu", "cuda", "auto"], NO_EFFECT] = "cpu"
    """Where the model runs."""
    beam: int = 4
    """The beam size: how many candidates are kept; more is slower and slightly better."""
    threads: Annotated[int, NO_EFFECT] = 0
    """Threads per translation; 0: the library chooses."""


class CTranslate2(Machine):
    """A local model. It knows no tags: the text between two tags is translated separately, and each tag stays."""

    name = "ctranslate2"
    settings_type = CTranslate2Settings
    settings: CTranslate2Settings
    unnamed_parts = ("model", "beam", "file")
    limits = Limits(64, 200_000)

    def __init__(self, settings: CTranslate2Settings, config: Config) -> None:
        self.settings = settings
        self._cache = config.root / ".taiyaku" / "models"
        self._path = config.root / settings.model
        self._lock = threading.Lock()
        self._loaded: _Model | None = None
        if not self._path.exists():
            raise ConfigError(f"`model` in [providers.ctranslate2]: {settings.model} does not exist")
        _library()

    def identity_parts(self) -> dict[str, Any]:
        """The settings, and the model file's size and date."""
        file = self._path if self._path.is_file() else self._path / "model.bin"
        status = file.stat() if file.exists() else None
        return super().identity_parts() | {"file": [status.st_size, status.st_mtime_ns] if status else []}

    def translate(self, batch: Sequence[Request], *, source: str, target: str) -> Sequence[Reply]:
        """Translate the prose of each unit, piece by piece."""
        parts = [_TAG.split(request.text) for request in batch]
        texts = [html.unescape(part) for pieces in parts for part in pieces if _is_prose(part)]
        with self._lock:
            model = self._loaded = self._loaded or self._load(source, target)
            done = iter(model.translate(texts, self.settings.beam))
        join = _join_with_spaces if _without_spaces(source) and not _without_spaces(target) else "".join
        return [
            Reply(request.id, join([_fill_in(part, next(done)) if _is_prose(part) else part for part in pieces]))
            for request, pieces in zip(batch, parts, strict=True)
        ]

    def _load(self, source: str, target: str) -> _Model:
        folder = self._unpack_once() if self._path.is_file() else self._path
        inner = folder / "model" if (folder / "model").is_dir() else folder
        about = _metadata(folder)
        for key, locale in (("from_code", source), ("to_code", target)):
            if about.get(key) and about[key] != language(locale):
                raise ConfigError(f"{self.settings.model} translates {about['from_code']} to {about['to_code']}")
        found = [place / name for place in (folder, inner) for name in _VOCABULARIES if (place / name).is_file()]
        if not found:
            raise ConfigError(f"{self.settings.model} has no SentencePiece model ({', '.join(_VOCABULARIES)})")
        ctranslate2, sentencepiece = _library()
        try:
            translator = ctranslate2.Translator(
                str(inner), device=self.settings.device, intra_threads=self.settings.threads
            )
            pieces = sentencepiece.SentencePieceProcessor(model_file=str(found[0]))
        except (RuntimeError, OSError, ValueError) as error:
            raise ProviderError(f"{self.settings.model} cannot be loaded: {str(error).splitlines()[0]}") from None
        return _Model(translator, pieces, str(about.get("target_prefix", "")))

    def _unpack_once(self) -> Path:
        """The folder of a package, unpacked beside the memory under a digest of the package."""
        try:
            with self._path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()[:16]
            place = self._cache / digest
            if not place.is_dir():
                _unpack(self._path, place)
        except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise ProviderError(f"{self.settings.model} cannot be unpacked: {error}") from None
        (top,) = place.iterdir()
        return top


class _Model:
    """A loaded model with its tokenizer."""

    def __init__(self, translator: Any, pieces: Any, prefix: str) -> None:
        self._translator = translator
        self._pieces = pieces
        self._prefix = prefix

    def translate(self, texts: Sequence[str], beam: int) -> list[str]:
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
            said = [self._decode(next(outputs).hypotheses[0]) for _ in found]
            done.append(" ".join(filter(None, said)))
        return done

    def _decode(self, tokens: Sequence[str]) -> str:
        if self._prefix and tokens and tokens[0] == self._prefix:
            tokens = tokens[1:]
        return str(self._pieces.decode(list(tokens))).replace("▁", " ").strip()


def _sentences(text: str) -> list[str]:
    """Split after full stops: models of this kind are trained on single sentences."""
    return [part.strip() for part in re.split(r"(?<=[。！？!?])\s*|(?<=\.)\s+", text) if part.strip()]


def _is_prose(part: str) -> bool:
    return any(map(str.isalnum, html.unescape(part))) and not _TAG.fullmatch(part)


def _fill_in(part: str, text: str) -> str:
    """A translation, escaped and with the whitespace around its source."""
    lead, tail = part[: len(part) - len(part.lstrip())], part[len(part.rstrip()) :]
    return f"{lead}{html.escape(text, quote=False)}{tail}"


def _without_spaces(locale: str) -> bool:
    return language(locale) in {"ja", "zh"}


def _join_with_spaces(parts: Sequence[str]) -> str:
    """Parts joined with the spaces between words that Japanese and Chinese lack, outside the tags."""
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
    """Unpack a package whose members are all in one folder.

    Raises:
        ConfigError: A member would be written outside it, or the package is too large.
    """
    with zipfile.ZipFile(package) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        tops = set()
        for member in members:
            path = PurePosixPath(member.filename.replace("\\", "/"))
            is_link = (member.external_attr >> 16) & 0o170000 == 0o120000
            if path.is_absolute() or ".." in path.parts or ":" in path.parts[0] or len(path.parts) < 2 or is_link:
                raise ConfigError(f"{package.name} is unsafe: it contains {member.filename[:80]!r}")
            tops.add(path.parts[0])
        if len(tops) != 1:
            raise ConfigError(f"{package.name} is not an .argosmodel: it contains {len(tops)} folders, not one")
        if sum(member.file_size for member in members) > _LARGEST:
            raise ConfigError(f"{package.name} is unsafe: it would unpack to more than 4 GB")
        beside = place.with_name(f"{place.name}.{os.getpid()}.new")
        try:
            for member in members:
                archive.extract(member, beside)
            if not place.is_dir():  # unless another process has already unpacked it
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
