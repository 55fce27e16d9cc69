"""The source denies something, and nothing in the translation does.

Why it is bad: a sentence that lost its "not" says the contrary and reads as well as the right one.

What is compared: the negations of a sentence (ない, ません, なく, できず, 不可) and the words of its translation that
can say one (not, never, without, unable, un-, -less, fail, rather, few, …). There must be at least as many of these. A
form that only looks like a negation is none: かもしれない, なければならない, 〜だけでなく, しか〜ない. Where the
translation has more or fewer sentences than the source, the whole texts are compared.

Example: `これは安全ではない。` translated as `This is safe.`

How to fix: read both sentences; say what the source says.

Known false alarms: a negation turned into a positive word (損ねない as "preserve"). Waive them with their reason.
Nearly half of all lost negations are not found: in a long sentence another word may say "no" as well. The check is
silent but for Japanese translated into English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from taiyaku.checks.base import Check, Context, Problem
from taiyaku.checks.sentences import sentences
from taiyaku.checks.writing import language
from taiyaku.model import Severity, Unit

_NO_DENIAL = re.compile(
    r"""(?:しれ|知れ)(?:ない|ません)                                         # perhaps
      | (?:なけれ|なくて|ないと|ねば)は?ば?(?:な[らり]|いけ)(?:ない|ません|なかった)  # must
      | (?:に|と)(?:ほか|他)な[らり](?:ない|ません) | (?:すぎ|過ぎ)(?:ない|ません) | 間?違い[はが]?(?:ない|ありません)
      | ざるを[得え](?:ない|ません) | わけに(?:は)?(?:いか|行か)(?:ない|ません) | 欠かせ(?:ない|ません)
      | しか[^。]{0,20}(?:ない|ません|なかった)                               # only
      | (?:だけ|のみ|ばかり)では?な[いく] | まで(?:も)?(?:ない|ありません)      # not only; needless to say
      | (?:問題|仕方|差し支え|変わり|遜色)[はが]?(?:ない|ありません)
      | (?:では|じゃ)(?:ない|ありません)か | では?ない(?:でしょう|だろう)        # rhetorical
      | (?:済み|すみ)ません | 変わら(?:ない|ず) | 変わりません | 構わない | かまわない
      | (?:つまら|とんでも|もったい|かけがえの|思いがけ|さりげ|何気|たまら|ほかでも|他でも|見逃せ|少なく)
        (?:ない|ありません|なく)
      | 申し訳(?:が)?(?:ない|ありません|なく) | くまなく | 余すところなく                # set phrases
      | ない[^、。]{0,6}(?:では|は|も)(?:い?ない|いません|ありません)                   # twice is yes""",
    re.VERBOSE,
)
_DENIES = {
    "ja": re.compile(
        r"""(?<![少危切損ぶ]) ない (?! と(?:いけ|なら|だめ) | し[、，] | か | でしょうか | だろうか
                                    | よう[にな] | 限り | うち | まま )
          | ません(?!か) | なかった | ずに(?!は) | ではなく(?![なと]) | くなく
          | (?<=[わかがさただばまらろべけげせてねめれえ]) なく (?!な)
          | 不可(?![欠視避]) | なし(?=[でに]) | できず | せず(?!に) | 未(?:対応|実装|定義|完了)""",
        re.VERBOSE,
    )
}
"""What denies, by the language of the source."""
_CAN_DENY = {
    "en": re.compile(
        r"""\b(?: not | no | nor | never | none | nothing | nobody | nowhere | neither | cannot | without | unless
          | until | fail\w* | unable | un\w{3,} | im(?:possible|practical|mutable|proper|perfect)\w* | ir(?:re|ra)\w{3,}
          | in(?:complete|correct|valid|visible|sufficient|consisten|accurate|adequate|ability|capable|effective|active
              |dependent|direct|finite|compatible|accessible|appropriate|sensitiv|evitab)\w*
          | il(?:legal|licit)\w* | dis\w{3,} | non-?\w+ | mis\w+ | \w{3,}less | less | least | lack\w* | prevent\w*
          | avoid\w* | except\w* | exclud\w* | rather | instead | difficult\w* | few\w* | little | rarely | seldom
          | refus\w* | ignor\w* | neglect\w* | den(?:y|ie)\w* | reject\w* | stop\w* | free | absen\w* | wrong\w*
          | skip\w* | omit\w* | beyond | zero | far | out | outside | away | despite | regardless | otherwise | whereas
          | block\w* | forbid\w* | prohibit\w* | empty | los[est]\w* | optional\w* | leav\w+ | error\w* | bypass\w*
          | remain\w* | hidden | overlook\w* )\b | n['’]t\b""",
        re.VERBOSE | re.IGNORECASE,
    )
}
"""What can render a negation, by the language of the target; rather too many words than too few."""

_CLAUSE_END = re.compile(r"[^\s、。，]{1,14}$")
"""The last characters of a clause, as many as show what is denied."""


def negation_lost(unit: Unit, target: str, context: Context) -> Iterator[Problem]:
    """Count the negations of each sentence and what may render them."""
    denies = _DENIES.get(language(context.source_locale))
    can_deny = _CAN_DENY.get(language(context.target_locale))
    if denies is None or can_deny is None:
        return
    source, text = context.prose(unit, unit.source), context.prose(unit, target)
    if source == text or not denies.search(source):
        return
    there, here = sentences(source), sentences(text)
    for one, other in zip(there, here, strict=True) if len(there) == len(here) else ((source, text),):
        found = list(denies.finditer(_NO_DENIAL.sub("\n", one)))
        if len(found) > len(can_deny.findall(other)):
            denied = _CLAUSE_END.search(found[0].string, 0, found[0].end())
            said = denied[0] if denied else found[0][0]
            yield Problem(f'"{said}" denies something, and the translation has no word for it; say the same')
            return


CHECK = Check("negation-lost", Severity.WARNING, "a negation of the source is not said", unit=negation_lost)
