"""The source has a negation, and the translation has none.

Why it is bad: a sentence that lost its "not" says the opposite and reads as well as the right one.

What is compared: the negations of a sentence (ない, ません, なく, できず, 不可) with the words of its translation that
can express one (not, never, unable, un-, -less, fail, rather, few, …). There must be at least as many of these. Forms
that only look like a negation do not count: かもしれない, なければならない, 〜だけでなく, しか〜ない. Nor does a word
of the translation that renders something else in the source (外 for "outside", 無断 for "without permission").
Sentences that a translator joined or split are compared together.

Example: `これは安全ではない。` translated as `This is safe.`

How to fix: read both sentences; say what the source says.

Known false alarms: a negation turned into a positive word (損ねない as "preserve"). Waive them with a reason. Three in
ten lost negations are not found: in a long sentence another word may count as a negation. The check runs only for
Japanese translated into English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from taiyaku.checks.base import Check, Context, Problem
from taiyaku.language.locales import language
from taiyaku.language.scripts import own_letters
from taiyaku.language.sentence_pairs import pair_sentences
from taiyaku.language.sentences import sentences
from taiyaku.model import Severity, Unit

_NOT_NEGATIONS = re.compile(
    r"""(?:しれ|知れ)(?:ない|ません)                                         # perhaps
      | (?:なけれ|なくて|ないと|ねば)は?ば?(?:な[らり]|いけ)(?:ない|ません|なかった)  # must
      | (?:に|と)(?:ほか|他)な[らり](?:ない|ません) | に(?:すぎ|過ぎ)(?:ない|ません) | 間?違い[はが]?(?:ない|ありません)
      | ざるを[得え](?:ない|ません) | わけに(?:は)?(?:いか|行か)(?:ない|ません) | 欠かせ(?:ない|ません)
      | しか[^。]{0,20}(?:ない|ません|なかった)                               # only
      | (?:だけ|のみ|ばかり)では?な[いく] | まで(?:も)?(?:ない|ありません)      # not only; needless to say
      | (?:問題|仕方|差し支え|変わり|遜色)[はが]?(?:ない|ありません)
      | (?:では|じゃ)(?:ない|ありません)か | では?ない(?:でしょう|だろう)        # rhetorical
      | (?:済み|すみ)ません | 変わら(?:ない|ず) | 変わりません | (?:構|かま)(?:わない|いません)
      | (?:つまら|とんでも|もったい|かけがえの|思いがけ|さりげ|何気|たまら|ほかでも|他でも|見逃せ|少なく)
        (?:ない|ありません|なく)
      | 申し訳(?:が)?(?:ない|ありません|なく) | くまなく | 余すところなく                # set phrases
      | ない[^、。]{0,6}(?:では|は|も)(?:い?ない|いません|ありません)                   # a double negation""",
    re.VERBOSE,
)
_NEGATIONS = {
    "ja": re.compile(
        r"""(?<![少危切損ぶ]) ない (?! と(?:いけ|なら|だめ) | し[、，] | か | でしょうか | だろうか
                                    | よう[にな] | 限り | うち | まま )
          | ません(?!か) | なかった | ずに(?!は) | ではなく(?![なと]) | くなく
          | (?<=[わかがさただばまらろべけげせてねめれえ]) なく (?!な)
          | (?<=[きれけせてべめえねげ]) なくな[っりるれ] | なくても
          | 不可(?![欠視避]) | なし(?=[でに])
          | (?:できず | せず | おらず | ならず)(?![にと]) | 対象外 | 未(?![満来明亡然曾婚熟]|だに)[一-龯]{2}""",
        re.VERBOSE,
    )
}
"""Negations, by the language of the source."""
_NEGATIVE_WORDS = {
    "en": re.compile(
        r"""\b(?: not | no | nor | never | none | nothing | nobody | nowhere | neither | cannot | unable | yet\ to
          | otherwise | missing | fail\w* | \w+-free | \w{3,}(?<!un)less | non-?\w+
          | un(?!der|i[toqvf]|til|less|fortunat)\w{3,} | im(?:possible|practical|mutable|proper|perfect)\w*
          | in(?:complete|correct|valid|visible|sufficient|consisten|accurate|adequate|ability|capable|effective|active
              |dependent|direct|finite|compatible|accessible|appropriate|sensitiv|evitab)\w*
          | dis(?:abl|agree|allow|appear|approv|connect|continu|courag|honest|like|order|pleas|regard|satisf|similar
              |trust)\w* | ir(?:re|ra)\w{3,} | il(?:legal|licit)\w* )\b | n['’]t\b""",
        re.VERBOSE | re.IGNORECASE,
    )
}
"""Words that express a negation, by the language of the target."""


def _may_negate(words: str, otherwise: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    pattern = words.replace(" ", "|").replace("*", r"\w*")
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), re.compile(otherwise)


_MAY_NEGATE = {
    ("ja", "en"): (
        _may_negate(
            "less least few fewer little rarely seldom", "[少低数小下]|未満|より|まれ|めった|ちょっと|最小|最低"
        ),
        _may_negate("lack* absen* empty", "[欠空]|不足|不在"),
        _may_negate("prevent* avoid* stop* block* forbid* prohibit*", "[防避止禁抑]|ブロック|やめ"),
        _may_negate("except* exclud* omit* skip* bypass*", "以外|例外|[除省略飛]|スキップ|バイパス"),
        _may_negate("rather instead whereas", "代わり|かわり|むしろ|より|以外|他|ほか|一方|別|さもな"),
        _may_negate("difficult* wrong* error* mistak* misle* misus*", "[難困誤違]|エラー|ミス"),
        _may_negate("refus* deny* denie* reject*", "[拒断否]|却下"),
        _may_negate("ignor* neglect* overlook*", "無視|見落|見過"),
        _may_negate("free optional* zero", "無料|自由|フリー|任意|オプション|ゼロ|[0０]"),
        _may_negate("out outside away beyond far hidden", "[外出遠離超隠]|はるか|アウト|非表示"),
        _may_negate("without", "無(?![いくし料線数理])|抜き|ノー"),
        _may_negate("unless", "なければ|なけりゃ|ないと|限り"),
        _may_negate("only merely solely confined limited restricted", "だけ|のみ|しか|ばかり|限|ただ|単|唯一|わずか"),
        _may_negate("despite regardless until", "かかわらず|関わらず|問わず|まで|うち|のに|ても"),
        _may_negate("lose loses lost loss* leav* remain*", "[失損負残離去]|まま|とどま"),
    )
}
"""Words that may render a negation, each with the words of the source that they may render instead."""

_CLAUSE_END = re.compile(r"[\s、。，]")
_SHOWN = 20
"""How many of a clause's last characters a message shows."""


def negation_lost(unit: Unit, target: str, context: Context) -> Iterator[Problem]:
    """Count the negations of each sentence and the words that may render them."""
    languages = language(context.source_locale), language(context.target_locale)
    negations = _NEGATIONS.get(languages[0])
    if negations is None or languages not in _MAY_NEGATE:
        return
    source, text = context.prose(unit, unit.source), context.prose(unit, target)
    if source == text or not negations.search(source):
        return
    named = bool(own_letters(context.source_locale, context.target_locale))
    for ours, theirs in pair_sentences(sentences(source), sentences(text), context.length_bias(), named=named):
        one = _NOT_NEGATIONS.sub("\n", "\n".join(ours))
        found = list(negations.finditer(one))
        if theirs and len(found) > _count_negations(one, " ".join(theirs), languages):
            clause = _CLAUSE_END.split(one[: found[0].end()])[-1]
            shown = f"…{clause[-_SHOWN:]}" if len(clause) > _SHOWN else clause
            yield Problem(f'"{shown}" is negative, but the translation has no negation; restore it')
            return


def _count_negations(source: str, text: str, languages: tuple[str, str]) -> int:
    """How many words of a translation may render a negation of its source."""
    may = sum(max(0, len(words.findall(text)) - len(other.findall(source))) for words, other in _MAY_NEGATE[languages])
    return may + len(_NEGATIVE_WORDS[languages[1]].findall(text))


CHECK = Check("negation-lost", Severity.WARNING, "a negation of the source is missing", unit=negation_lost)
