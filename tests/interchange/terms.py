"""Terms that have something in every field."""

from __future__ import annotations

from dataclasses import replace

from taiyaku.model import Rendering, Severity, Term

FULL = (
    Term(
        "世界モデル",
        variants=("ワールドモデル", "a; b\\c"),
        renderings={
            "en": Rendering("world model", ("model of the world",), ("global model", "=1+1")),
            "zh-Hant": Rendering("世界模型"),
        },
        note="環境の動きを予測する\n内部モデル",
        domain="ai",
        match="word",
        case="keep",
        enforce=Severity.WARNING,
        status="proposed",
        part_of_speech="noun",
    ),
    Term(
        "JEPA",
        keep=True,
        expand="Joint Embedding Predictive Architecture",
        renderings={"en": Rendering("", (), ("Jepa",))},
    ),
    Term("圏論", status="proposed"),
    Term("微調整", renderings={"en": Rendering("fine-tune")}, part_of_speech="サ変"),
)


def bare(terms: tuple[Term, ...]) -> list[Term]:
    """Terms without the place they were read from, comparable."""
    return [replace(term, line=0, path="", renderings=dict(term.renderings)) for term in terms]
