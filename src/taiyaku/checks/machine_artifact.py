"""A machine's remark about the translation, or a trace of its processing, is in the text.

Why it is bad: "Here is the translation:", a refusal or a stray tag reaches readers as if the author had written it.

What is compared: the start of the translation with the preambles and refusals of language models, what encloses it (a
code fence around the whole text, quotation marks that the source does not have, JSON), the tags that only a provider
sees (`<g1>`, `<x2/>`), the control tokens of models (`<|im_end|>`), and characters that replace a lost one (NUL,
U+FFFD, U+FFFC). Anything that the source says too is not reported.

Example: `モデルが回る` translated as `Sure! Here is the translation: The model runs`.

How to fix: `taiyaku check --fix` removes what is certainly not text; translate a refused unit by hand.

Known false alarms: an article about prompts and answers of models whose wording differs from its source. Waive it with
a reason.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from taiyaku.checks.base import Check, Context, Problem, shorten
from taiyaku.model import Severity, Unit

_PREAMBLE = re.compile(
    r"""(?:(?:sure|certainly|of\ course|absolutely|okay|ok|yes|got\ it|no\ problem)\b[,.!:—-]*\s*)?
        (?:
          here(?:\ is|'s|’s|\ are)\b[^.\n]{0,60}?\b(?:translat\w*|version|rendering|text)\b[^.\n:]{0,60}[:.]
        | (?:the\ |my\ )?(?:\w+\ )?(?:translation|translated\ (?:text|version))
          (?:\ (?:is|in\ \w+|into\ \w+|of\ [^:\n]{1,40}))*\s*:
        | \[(?:translation|translated\ text)\]\s*:?
        | (?:以下[はがに]|こちらが)[^\n]{0,20}翻訳[^\n]{0,15}(?:です|ます|になります)[。：:]
        | (?:翻訳|訳文|訳)[：:]
        )\s*""",
    re.VERBOSE | re.IGNORECASE,
)
_EAGER = re.compile(r"(?:sure|certainly|absolutely|of course)(?:[!,.:]|\s*—)\s*(?=\S)", re.IGNORECASE)
_AFTERWORD = re.compile(
    r"\n+\s*(?:\(?\**(?:translator'?s? )?note:?\**:?\s|let me know if|i hope this|please let me know|feel free to)"
    r"[^\n]*\s*\Z",
    re.IGNORECASE,
)
_REFUSAL = re.compile(
    r"""(?:i['’]?m\ (?:very\ |really\ )?sorry|i\ apologi[sz]e|sorry|unfortunately)\b[^.\n]{0,20}?\bi\b[^.\n]{0,12}?\b
          (?:can['’]?t|can\ ?not|am\ (?:not\ able|unable)|won['’]?t)\b
      | i['’]?(?:\ am|m)?\ (?:can['’]?t|can\ ?not|unable\ to|not\ able\ to|won['’]?t)\ (?:\w+\ ){0,2}?
          (?:translate|assist|help\ (?:you|with)|fulfil|comply|provide\ (?:a|the)\ translation)
      | as\ an?\ (?:ai|artificial\ intelligence|(?:large\ )?language\ model)\b[^.\n]{0,30}?\bi\b
      | (?:申し訳(?:ございません|ありません)|すみません)が[^。\n]{0,40}翻訳""",
    re.VERBOSE | re.IGNORECASE,
)
_TOPIC = re.compile(
    r"翻訳|訳|申し訳|すみません|ごめん|残念|AIとして|言語モデルとして|translat|sorry|apolog|unable|cannot|can't",
    re.IGNORECASE,
)
_LEADS_OVER = re.compile(r"[:：]")
_YES = re.compile(
    r"[\W_]*(?:もちろん|確か|たしか|はい|ええ|うん|そう|了解|承知|いい|かしこ|無論|むろん|当然|絶対"
    r"|sure|certainly|of course|absolutely|natürlich|sicher|bien sûr|claro|ja\b|oui|sí\b)",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[gx]\d+\s*/?>|&lt;/?[gx]\d+\s*/?&gt;")
_CONTROL = re.compile(
    r"<\|[\w/ -]{2,30}\|>|\[/?INST\]|<</?SYS>>|</?s>|</?think>|<(?:start|end)_of_turn>|<(?:bos|eos|pad|unk)>"
    r"|\[(?:PAD|UNK|SEP|CLS)\]"
)
_FENCE = re.compile(r"\A\s*(?P<fence>`{3,}|~{3,})[ \t]*[\w-]*\n(?P<text>.*?)\n(?P=fence)\s*\Z", re.DOTALL)
_JSON = re.compile(r'\A\s*(?:\{\s*"(?:units|id|text|translations?|translated_text)"\s*:|\[\s*\{\s*"(?:id|text)"\s*:)')
_LOST = re.compile("[\0\ufffd\ufffc]")
_QUOTES = {'"': '"', "“": "”", "'": "'", "「": "」"}
_ANY_QUOTE = re.compile("[\"“”'‘’「」『』«»„〝〟＂]")


def artifacts(unit: Unit, target: str, context: Context) -> Iterator[Problem]:
    """Look for text that no author wrote."""
    source = unit.source
    if target == source:
        return
    yield from _remarks(source, target)
    if not source.lstrip().startswith(("```", "~~~")) and (match := _FENCE.match(target)):
        yield Problem("the translation is wrapped in a code fence; remove it", match["text"])
    elif target.lstrip().startswith(("```", "~~~")) and not source.lstrip().startswith(("```", "~~~")):
        yield Problem("the translation starts with a code fence; remove it")
    if _JSON.match(target) and not _JSON.match(source):
        yield Problem("the translation is wrapped in JSON; keep only its text")
    if fix := _strip_quotation_marks(source, target):
        yield Problem("the translation is in quotation marks but the source is not; remove them", fix)
    if "<" in target or "[" in target or "&lt;" in target:
        yield from _leaked_tags(unit, target, context)
    if (match := _LOST.search(target)) and match[0] not in source:
        yield Problem(
            f"U+{ord(match[0]):04X} replaces a lost character; write the character",
            target.replace("\0", "") if match[0] == "\0" else "",
        )


def _remarks(source: str, target: str) -> Iterator[Problem]:
    if (match := _REFUSAL.match(target)) and not _TOPIC.search(source):
        yield Problem(f'"{shorten(match[0])}…" is a refusal, not a translation; translate the unit')
    elif (match := _PREAMBLE.match(target)) and not (_TOPIC.search(source) and _LEADS_OVER.search(source)):
        yield Problem(f'"{shorten(match[0])}" is a remark by the machine; remove it', target[match.end() :].lstrip())
    elif (match := _EAGER.match(target)) and not _YES.match(source):
        yield Problem(f'"{shorten(match[0])}" at the start is not in the source; remove it')
    if "\n" in target and (match := _AFTERWORD.search(target)) and "\n" not in source:
        yield Problem(f'"{shorten(match[0])}" is a remark by the machine; remove it', target[: match.start()])


def _strip_quotation_marks(source: str, target: str) -> str:
    """The translation without the quotation marks around it; empty if it has none, or if the source has some."""
    closing = _QUOTES.get(target[:1])
    if (
        closing is None
        or len(target) < 4
        or target[-1] != closing
        or closing in target[1:-1]
        or _ANY_QUOTE.search(source)
    ):
        return ""
    return target[1:-1]


def _leaked_tags(unit: Unit, target: str, context: Context) -> Iterator[Problem]:
    # In a code span, such a word is what the author writes about.
    tags = [tag for tag in _TAG.findall(target) if html.unescape(tag) not in html.unescape(unit.source)]
    if tags and not all(f"`{tag}`" in target for tag in tags):
        yield Problem(
            f"the tag {html.unescape(tags[0])} is a trace of machine translation; write the source's markup instead"
        )
    if match := _CONTROL.search(target):
        coded = any(kind == "code" and match[0] in text for kind, text in context.codes(unit, target))
        if not coded and match[0] not in unit.source:
            fix = _CONTROL.sub(lambda m: m[0] if m[0] in unit.source else "", target).strip()
            yield Problem(f"{match[0]} is a model's control token; remove it", fix)


CHECK = Check("machine-artifact", Severity.ERROR, "remarks or traces of a machine", unit=artifacts)
