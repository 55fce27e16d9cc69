"""Noun phrases of a text as runs of components, from which ``mine`` takes its candidates.

With the extra ``ja``, Sudachi finds Japanese nouns. Without it, scripts do: adjacent kanji, katakana and Latin letters
form a run, and hiragana ends it. In languages that separate words with spaces, runs are the words between stop words.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
from collections.abc import Callable
from typing import Any

from taiyaku.language.locales import language
from taiyaku.language.scripts import HAN

Span = tuple[int, int]
Splitter = Callable[[str], list[list[Span]]]
"""Splits a text into runs, each a list of the components' start and end in characters."""

_STOP = """a about above after again against all also am an and any are as at be because been before being below between
both but by can could did do does doing down during each etc even ever every few for from further get gets had has
have having he her here hers him his how however i if in into is it its itself just like made make makes many may
me might more most much must my new no nor not now of off on once one only or other our out over own per rather
really same see she should since so some still such than that the their them then there these they this those
through thus to too two under until up upon us use used uses using very via was we well were what when where
whether which while who whom whose why will with within without would yes yet you your"""
STOP_WORDS = frozenset(_STOP.split())
"""English words that do not start or end a term."""
_EVERYDAY = """一部 一般 一覧 今回 以上 以下 以内 以前 以外 以後 以降 使用 例外 作成 作業
全体 全部 具体的 内容 利用 前回 前提 可能 可能性 同様 同時 場合 場所 基本 基本的 変更
存在 完了 実行 実際 対応 対象 必要 必要性 情報 意味 手順 提供 方法 方向 時点 時間 最初
最後 最新 最近 有効 本当 架空 段階 注意 特定 状況 状態 現在 理由 理解 用意 目的 直接
確認 種類 簡単 紹介 結果 続き 自分 自身 自体 複数 設定 説明 追加 通常 通知 選択 部分
重要 開始 間違 関係 関連 際 限り 項目 参照 表示 問題 ケース タイミング ポイント メリット"""
EVERYDAY = frozenset(_EVERYDAY.split())
"""Common Japanese nouns, which alone are not terms."""

_JAPANESE = re.compile(
    r"(?P<word>[A-Za-zＡ-Ｚａ-ｚ](?:[A-Za-zＡ-Ｚａ-ｚ0-9０-９.+#&-]*[A-Za-zＡ-Ｚａ-ｚ0-9０-９+#])?)"
    rf"|[{HAN}]+|[ァ-ヺーｦ-ﾟ]{{2,}}"
)
_WORD = re.compile(r"[^\W\d_](?:[\w'’.+#-]*\w)?")


def splitter(locale: str, *, dictionary: bool = True) -> Splitter:
    """The function that splits texts of a locale into runs; with ``dictionary``, Sudachi may be used for Japanese."""
    if language(locale) not in {"ja", "zh"}:
        return word_runs
    if language(locale) == "ja" and dictionary and has_dictionary():
        return sudachi_runs()
    return script_runs


def has_dictionary() -> bool:
    """Whether the extra ``ja`` is installed."""
    return all(importlib.util.find_spec(name) is not None for name in ("sudachipy", "sudachidict_core"))


def script_runs(text: str) -> list[list[Span]]:
    """Runs by script: a kanji, katakana or Latin stretch is a component; Latin words may have spaces between them."""
    runs: list[list[Span]] = []
    end = counted = -1
    latin = False
    for found in _JAPANESE.finditer(text):
        start, word = found.start(), found["word"] is not None
        if not word and (start == counted or (start and text[start - 1].isdigit())):
            # After a number comes its counter: 5年, 20時間, 50億ドル.
            counted = found.end() if start != counted else -1
            end = -1
            continue
        if end == start or (word and latin and end >= 0 and text[end:start] == " "):
            runs[-1].append(found.span())
        else:
            runs.append([found.span()])
        end, latin = found.end(), word
    return runs


def word_runs(text: str) -> list[list[Span]]:
    """Runs of words between stop words and punctuation."""
    runs: list[list[Span]] = []
    end = -1
    for found in _WORD.finditer(text):
        if found[0].lower() in STOP_WORDS:
            end = -1
            continue
        if end >= 0 and text[end : found.start()] == " ":
            runs[-1].append(found.span())
        else:
            runs.append([found.span()])
        end = found.end()
    return runs


def sudachi_runs() -> Splitter:
    """Runs of nouns with their prefixes and suffixes, by Sudachi's short units."""
    # Imported by name, because the package is an extra without types.
    sudachi: Any = importlib.import_module("sudachipy")
    dictionary = sudachi.Dictionary(dict="core")
    # `create` until 0.6, `tokenizer` from 0.7 on.
    tokenizer = getattr(dictionary, "tokenizer", None) or dictionary.create
    tokenize = tokenizer(mode=sudachi.SplitMode.B).tokenize

    def runs(text: str) -> list[list[Span]]:
        found: list[list[Span]] = []
        # Sudachi accepts at most 49,149 bytes at a time.
        for start in range(0, len(text), 12_000):
            end = -1
            for token in tokenize(text[start : start + 12_000]):
                role = _role(token.part_of_speech(), token.surface())
                begin = start + token.begin()
                if role in {"noun", "prefix"} or (role == "suffix" and end == begin):
                    if end == begin or (end >= 0 and text[end:begin] == " " and token.surface().isascii()):
                        found[-1].append((begin, start + token.end()))
                    else:
                        found.append([(begin, start + token.end())])
                    end = start + token.end()
                elif not token.surface().isspace():
                    end = -1
        return found

    return runs


def _role(part_of_speech: tuple[str, ...], surface: str) -> str:
    """``noun``, ``prefix``, ``suffix`` or empty, by Sudachi's part of speech (UniDic's scheme)."""
    major, minor, detail = part_of_speech[:3]
    if major == "名詞":
        return "" if minor == "数詞" or detail in {"副詞可能", "助数詞可能"} or surface.isdigit() else "noun"
    if major == "接頭辞":
        return "prefix"
    return "suffix" if major == "接尾辞" and minor == "名詞的" and detail != "助数詞" else ""
