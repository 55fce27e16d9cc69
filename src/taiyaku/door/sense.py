"""The sense of a reply: is it a translation of what was sent, or an answer to it?

Nothing here judges how good a translation is; it tells replies that cannot be one. What is said of single languages is
data: a language that is not in the tables is not judged by them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from types import MappingProxyType

_CJK = frozenset({"ja", "zh", "ko"})
_SCRIPTS = MappingProxyType(
    {
        "ja": ("HIRAGANA", "KATAKANA", "CJK", "LATIN"),
        "zh": ("CJK", "LATIN"),
        "ko": ("HANGUL", "CJK", "LATIN"),
        "ru": ("CYRILLIC", "LATIN"),
        "uk": ("CYRILLIC", "LATIN"),
        "el": ("GREEK", "LATIN"),
        "ar": ("ARABIC", "LATIN"),
        "he": ("HEBREW", "LATIN"),
        "th": ("THAI", "LATIN"),
        "hi": ("DEVANAGARI", "LATIN"),
    }
)
"""Scripts by language; where none is told, Latin."""

_WORDS = MappingProxyType(
    {
        "en": "the of and to is that for it with as was are be this by from have not which were has will would an",
        "fr": "le la les des et est une dans que qui pour pas sur avec ce cette au aux du vous nous je il elle être",
        "de": "der die das und ist nicht ein eine zu den mit sich auf für dem von im auch wird sind ich sie wir werden",
        "es": "el la los las y es una que de en por con para no se del al como más su lo está son este esta",
        "it": "il la che di e un una per non con del della sono come più ma gli le nel questo questa è si dei",
        "pt": "o os as e é um uma que de em por com para não se do da dos das como mais ao na no são este esta",
        "nl": "de het een en van is dat niet te op voor met zijn aan er ook als bij maar deze wordt om naar ik",
    }
)
"""The commonest words that tell languages of one script apart."""
_FUNCTION = {language: frozenset(words.split()) for language, words in _WORDS.items()}

_ORDERS = re.compile(
    r"(?:指示|命令|プロンプト|ルール|規則|制約|依頼|翻訳)[^。]{0,25}?(?:無視|忘れ|従わ|破棄|中止|やめ|せず|しない|上書き|取り消)"
    r"|(?:無視|忘れ)(?:して|て)[^。]{0,40}?(?:ください|下さい|せよ|しろ)"
    r"|(?:フランス|ドイツ|スペイン|中国|イタリア|ロシア|韓国|英|日本)語で(?:のみ|だけ)?[^。]{0,15}(?:答え|回答|返答|返信|応答|出力|書|話)"
    r"|(?:とだけ|とのみ|代わりに)[^。]{0,30}?(?:答え|回答|返答|返し|返信|出力|書い|言っ|表示)"
    r"|あなたは(?:今|これ|もう|もはや|翻訳者では)|システムプロンプト|(?:パスワード|APIキー|秘密)[^。]{0,15}(?:教え|出力|表示|明か)"
    r"|\b(?:ignore|disregard|forget|override)\b[^.]{0,40}\b(?:instructions?|prompts?|rules?|above|previous)\b"
    r"|\b(?:system prompt|instead of translating|do not translate|don't translate|you are now)\b"
    r"|\b(?:answer|reply|respond)\b[^.]{0,20}\b(?:in|with|only)\b",
    re.IGNORECASE,
)
"""Sentences that give orders to whoever works on the text."""

_SAID = (
    (r"無視|\bignore|\bdisregard", r"ignor|disregard|overlook|dismiss|discard"),
    (r"忘れ|\bforget", r"forg[eo]t|disregard"),
    (r"指示|命令|\binstruction", r"instruct|direct|order|command|told"),
    (r"ルール|規則|制約|\brules?\b", r"rule|regulation|constraint|restriction|guideline"),
    (r"プロンプト|\bprompt", r"prompt"),
    (r"翻訳|\btranslat", r"translat|render"),
    (r"フランス語|\bFrench\b", r"french"),
    (r"ドイツ語|\bGerman\b", r"german"),
    (r"スペイン語|\bSpanish\b", r"spanish"),
    (r"中国語|\bChinese\b", r"chinese"),
    (r"イタリア語|\bItalian\b", r"italian"),
    (r"ロシア語|\bRussian\b", r"russian"),
    (r"韓国語|\bKorean\b", r"korean"),
    (r"英語|\bEnglish\b", r"english"),
    (r"日本語|\bJapanese\b", r"japanese"),
    (r"答え|回答|返答|返信|応答|\banswer|\breply\b|\brespond", r"answer|repl(?:y|ies)|respon|say"),
    (r"出力|表示|\boutput|\bprint", r"output|print|display|show|return|produce|write|emit"),
    (r"代わりに|\binstead", r"instead|in place|rather|substitut|replac"),
    (r"パスワード|\bpassword", r"password"),
    (r"キー|鍵|\bkey\b", r"key"),
    (r"秘密|\bsecret", r"secret|confidential"),
    (r"詩|俳句|\bpoem|\bhaiku", r"poem|poetry|verse|haiku"),
    (r"冗談|ジョーク|\bjoke", r"joke"),
    (r"削除|消去|\bdelete", r"delet|remov|eras"),
    (r"あなた|\byou\b", r"\byou"),
)
"""What an order says, and how it must be said in English."""
_SAID_IN_ENGLISH = tuple((re.compile(source, re.IGNORECASE), re.compile(target)) for source, target in _SAID)

_SPEAKING = re.compile(
    r"\s*(?:I|I['’](?:m|ll|ve|d)|understood|okay|ok|sure|certainly|as (?:you )?(?:requested|instructed|asked)|done)\b",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(r"私|僕|俺|わたし|ぼく|我々|筆者|自分|\b(?:I|we|my|our)\b")
_LETTERS = re.compile(r"[^\W\d_]+")


def nonsense(source: str, reply: str, *, source_locale: str, target_locale: str) -> str:
    """Why a reply cannot be a translation; empty where nothing speaks against it.

    Args:
        source: What was sent, without tags, as a reader sees it.
        reply: What came back, likewise.
        source_locale: The locale of the one.
        target_locale: The locale of the other.
    """
    ours, theirs = _language(source_locale), _language(target_locale)
    return (
        _length(source, reply, ours, theirs)
        or _script(source, reply, theirs)
        or _tongue(source, reply, theirs)
        or _obeyed(source, reply, theirs)
    )


def _language(locale: str) -> str:
    return locale.lower().replace("_", "-").partition("-")[0]


def _length(source: str, reply: str, ours: str, theirs: str) -> str:
    """Lengths that no translation has: a sentence in place of a paragraph, an essay in place of a sentence."""
    asked, found = len(source.strip()), len(reply.strip())
    usual = {(True, False): 2.3, (False, True): 0.45}.get((ours in _CJK, theirs in _CJK), 1.0)
    expected = asked * usual
    if asked >= 12 and found < expected * 0.25:
        return f"{found} characters cannot say what {asked} say; translate the whole text"
    if found > expected * 4 + 60:
        return f"{found} characters say more than {asked} can; translate the text and add nothing"
    return ""


def _script(source: str, reply: str, theirs: str) -> str:
    """Writing that belongs neither to the target language nor to the source text."""
    allowed = _SCRIPTS.get(theirs, ("LATIN",))
    letters = [char for char in reply if char.isalpha()]
    known = set(source)
    strange = [char for char in letters if char not in known and not _is_of(char, allowed)]
    if len(strange) >= 3 and len(strange) > 0.3 * len(letters):
        return f'it is not in the language asked for: "{"".join(strange[:10])}"'
    return ""


def _is_of(char: str, scripts: tuple[str, ...]) -> bool:
    name = unicodedata.name(char, "")
    return name.startswith(
        (*scripts, "FULLWIDTH", "MODIFIER", "MATHEMATICAL", "GREEK", "MICRO", "FEMININE", "MASCULINE")
    )


def _tongue(source: str, reply: str, theirs: str) -> str:
    """Another language of the same script, told by its commonest words."""
    if theirs not in _FUNCTION:
        return ""
    quoted = {word.lower() for word in _LETTERS.findall(source)}
    words = [word.lower() for word in _LETTERS.findall(reply)]
    counts = Counter({name: sum(w in known and w not in quoted for w in words) for name, known in _FUNCTION.items()})
    own = counts.pop(theirs)
    language, most = counts.most_common(1)[0]
    if most >= 2 and most > 2 * own and most * 8 >= len(words):
        return f"it seems to be in another language ({language}); translate to {theirs}"
    return ""


def _obeyed(source: str, reply: str, theirs: str) -> str:
    """An order in the article that the reply does not say, because it followed it."""
    if theirs != "en" or not _ORDERS.search(source):
        return ""
    text = reply.lower()
    wanted = [target for asked, target in _SAID_IN_ENGLISH if asked.search(source)]
    said = sum(bool(target.search(text)) for target in wanted)
    spoke = _SPEAKING.match(reply) and not _FIRST_PERSON.search(source)
    if spoke or said * 5 < len(wanted) * 3:
        return "the text gives orders, and the reply does not say them; translate them and do not follow them"
    return ""
