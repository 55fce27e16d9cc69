"""A real CTranslate2 model of a few kilobytes, made for the tests: a dictionary of some words as a Transformer.

All weights of attention and feed-forward layers are zero but for the cross-attention's values, so that every step of the
decoder sees its own position and the mean of the source's words. The first step takes the word at that position, the
second ends the sentence.
"""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

WORDS = {"世界": "world", "段落": "paragraph", "見出し": "heading", "太字": "bold"}
PREFIX = "__en__"
_WIDTH, _STEPS, _LONGEST = 16, 8, 300


def make_model(folder: Path, *, prefix: bool = False) -> Path:
    """Write the model and its SentencePiece model into a folder.

    Args:
        folder: Made if it is missing.
        prefix: Whether the target begins with a token that names its language.
    """
    import sentencepiece
    from ctranslate2.specs import TransformerSpec

    folder.mkdir(parents=True, exist_ok=True)
    trained = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["これは例です。の話", "This is an example."] * 20),
        model_writer=trained,
        vocab_size=80,
        hard_vocab_limit=False,
        character_coverage=1.0,
        user_defined_symbols=[*WORDS, *WORDS.values(), PREFIX],
        minloglevel=2,
    )
    (folder / "sentencepiece.model").write_bytes(trained.getvalue())
    pieces = sentencepiece.SentencePieceProcessor(model_proto=trained.getvalue())
    vocabulary = [pieces.id_to_piece(number) for number in range(pieces.get_piece_size())]
    spec = TransformerSpec.from_config(1, 1)
    _fill(spec, vocabulary, first=1 if prefix else 0)
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    spec.validate()
    spec.save(str(folder))
    return folder


def make_package(path: Path, model: Path, **about: str) -> Path:
    """Zip a model as an ``.argosmodel``."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("translate-ja_en-1_0/metadata.json", json.dumps(about))
        for file in model.iterdir():
            inner = "" if file.name == "sentencepiece.model" else "model/"
            archive.write(file, f"translate-ja_en-1_0/{inner}{file.name}")
    return path


def _fill(spec: Any, vocabulary: list[str], *, first: int) -> None:
    import numpy

    def zeros(*shape: int) -> Any:
        return numpy.zeros(shape, dtype=numpy.float32)

    size = len(vocabulary)
    meaning = {word: index for index, word in enumerate(WORDS)}
    source, positions, words = zeros(size, _WIDTH), zeros(_LONGEST, _WIDTH), zeros(size, _WIDTH)
    for word, index in meaning.items():
        source[vocabulary.index(word), index] = 1
        words[vocabulary.index(WORDS[word]), index] = 10
    for step in range(_LONGEST):
        positions[step, len(WORDS) + min(step, _STEPS)] = 1
    # The layer norm takes the mean away: a position that is not the step's own is below zero.
    words[vocabulary.index("</s>"), len(WORDS) : len(WORDS) + first + 1] = -1000
    spec.encoder.embeddings[0].weight = source
    spec.encoder.scale_embeddings = False
    spec.encoder.position_encodings.encodings = zeros(_LONGEST, _WIDTH)
    spec.decoder.embeddings.weight = zeros(size, _WIDTH)
    spec.decoder.scale_embeddings = False
    spec.decoder.position_encodings.encodings = positions
    spec.decoder.projection.weight, spec.decoder.projection.bias = words, zeros(size)
    for stack in (spec.encoder, spec.decoder):
        _plain(stack.layer_norm, zeros)
        layer = stack.layer[0]
        for attention in (layer.self_attention, getattr(layer, "attention", None)):
            if attention is None:
                continue
            _plain(attention.layer_norm, zeros)
            widths = (3,) if attention is layer.self_attention else (1, 2)
            for linear, width in zip(attention.linear, (*widths, 1), strict=True):
                linear.weight, linear.bias = zeros(width * _WIDTH, _WIDTH), zeros(width * _WIDTH)
        _plain(layer.ffn.layer_norm, zeros)
        for linear, shape in ((layer.ffn.linear_0, (2 * _WIDTH, _WIDTH)), (layer.ffn.linear_1, (_WIDTH, 2 * _WIDTH))):
            linear.weight, linear.bias = zeros(*shape), zeros(shape[0])
    across = spec.decoder.layer[0].attention
    across.linear[1].weight[_WIDTH:] = numpy.eye(_WIDTH)
    across.linear[2].weight[:] = numpy.eye(_WIDTH)


def _plain(norm: Any, zeros: Any) -> None:
    norm.gamma, norm.beta = zeros(_WIDTH) + 1, zeros(_WIDTH)
