"""Text that files of exchange like to spoil, out and in again through each of them."""

from __future__ import annotations

import csv
import html
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taiyaku.interchange import articles_csv as sheet
from taiyaku.interchange import xliff
from taiyaku.interchange.bitext import Bitext, Pair
from taiyaku.interchange.safe_xml import writable
from taiyaku.model import State

_HOSTILE = st.sampled_from(
    [
        "<",
        ">",
        "&",
        "]]>",
        "&amp;",
        "<!--",
        "\x00",
        "\x0b",
        "\x1b",
        "\x7f",
        "\x85",
        "\u2028",
        "\ud7ff",
        "\ue000",
        "�",
        "\ufffe",
        "𐀀",
        "\u202e",
        "\u2066",
        "\ufeff",
        "\r",
        "\r\n",
        "\n",
        "\t",
        "́",
        "👩\u200d👧",
        "🇯🇵",
        " ",
        "\u3000",
        "=1+1",
        "@x",
        "+1",
        "-1",
        "'",
        '"',
        '""',
        ",",
        ";",
        "\\",
        "\\n",
        "世界",
        "a",
    ]
)
TEXT = st.lists(_HOSTILE, min_size=1, max_size=8).map("".join).filter(lambda text: bool(text.strip()))
_OFTEN = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _bitext(source: str, target: str) -> Bitext:
    pair = Pair("0123456789", source, target, State.DRAFT, form="plain")
    return Bitext("content/ja/a.md", "ja", "en", (pair,))


@pytest.mark.parametrize("version", ["2.1", "1.2"])
@given(source=TEXT, target=TEXT)
@_OFTEN
def test_any_text_comes_back_from_xliff(tmp_path: Path, version: str, source: str, target: str) -> None:
    path = tmp_path / "x.xlf"
    path.write_bytes(xliff.write([_bitext(*(html.escape(t, quote=False) for t in (source, target)))], version=version))
    pair = xliff.read(path)[0].pairs[0]
    # 2.1 has <cp> for what XML cannot hold; 1.2 has nothing.
    wanted = [source, target] if version == "2.1" else [writable(text) for text in (source, target)]
    assert [html.unescape(pair.source), html.unescape(pair.target)] == wanted


@pytest.mark.parametrize("delimiter", [",", "\t"])
@given(source=TEXT, target=TEXT)
@_OFTEN
def test_any_text_comes_back_from_a_table(tmp_path: Path, delimiter: str, source: str, target: str) -> None:
    path = tmp_path / "x.csv"
    raw = sheet.write([_bitext(source, target)])
    if delimiter == "\t":
        rows = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
        out = io.StringIO()
        csv.writer(out, delimiter="\t").writerows(rows)
        raw = out.getvalue().encode()
    path.write_bytes(raw)
    pair = sheet.read(path)[0].pairs[0]
    assert (pair.source, pair.target) == (source, target)
