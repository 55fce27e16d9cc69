"""Markdown to try things on: specifications and fixtures where they were fetched, real pages where they lie."""

from __future__ import annotations

import json
from pathlib import Path

ROOT = Path(__file__).parents[1]
SPECS = ROOT / ".cache" / "specs"
SHARED = ROOT.parent / "shared"

VARIANTS = {
    "lf": lambda text: text,
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "cr": lambda text: text.replace("\n", "\r"),
    "bom": lambda text: "\ufeff" + text,
    "no final newline": lambda text: text.rstrip("\n"),
    "quoted": lambda text: "".join(f"> {line}" for line in text.splitlines(keepends=True)),
    "in a list": lambda text: "- " + "  ".join(text.splitlines(keepends=True)),
}


def examples() -> list[str]:
    """Every example of the CommonMark specification, and every one of the parsers' own fixtures."""
    found: list[str] = []
    for path in sorted(SPECS.rglob("commonmark.json")):
        found += [example["markdown"] for example in json.loads(path.read_text("utf-8"))]
    for path in sorted(SPECS.glob("*/tests/**/*.md")):
        parts = path.read_text("utf-8").replace("→", "\t").split("\n.\n")
        found += [part.partition("\n")[2] + "\n" if part.startswith(".") else part + "\n" for part in parts]
    return list(dict.fromkeys(found))


def pages(*sides: str) -> list[Path]:
    """Real pages of the corpus beside the checkout, of the sides (``ja``, ``en``) that are asked for."""
    found = [path for side in sides for path in SHARED.glob(f"corpus/*/{side}/**/*.md*")]
    return sorted(found) + (sorted(SHARED.glob("seed/*.md")) if "ja" in sides else [])


def flavor(path: Path) -> str | None:
    return "mdx" if path.suffix == ".mdx" else None


def read(path: Path) -> str:
    return path.read_bytes().decode("utf-8")
