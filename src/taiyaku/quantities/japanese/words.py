"""Japanese units, counters, words that express a number, and words in which a numeral is not a number."""

from __future__ import annotations

import re
from fractions import Fraction

from taiyaku.quantities.figures import ONE, PERCENT, Sense
from taiyaku.quantities.mentions import exact_quantity
from taiyaku.quantities.model import Date, Meaning, Quantity, QuantityKind
from taiyaku.quantities.units import SYMBOLS, listed, one_of

_F = Fraction
COUNT = (Sense(QuantityKind.COUNT),)
_ORDINAL = (Sense(QuantityKind.ORDINAL),)
_TIMES = (Sense(QuantityKind.FACTOR),)


def _measure(unit: str, factor: Fraction = ONE) -> Sense:
    return Sense(QuantityKind.MEASURE, unit, factor)


def _money(code: str, factor: Fraction = ONE) -> Sense:
    return Sense(QuantityKind.MONEY, code, factor)


_MONTHS = [f"{k}月{tail}" for k in "かカヵヶケ箇個" for tail in ("", "間")]

UNITS: dict[str, tuple[Sense, ...]] = {
    "%": PERCENT,
    "パーセント": PERCENT,
    "パー": PERCENT,
    "割": (Sense(QuantityKind.SHARE, factor=_F(1, 10)), Sense(QuantityKind.NUMBER, factor=_F(1, 10))),
    "%ポイント": PERCENT,
    "パーセントポイント": PERCENT,
    "ポイント": (Sense(QuantityKind.NUMBER), *PERCENT),
    "倍": _TIMES,
    "円": (_money("JPY"),),
    "銭": (_money("JPY", _F(1, 100)),),
    "ドル": (_money("USD"),),
    "米ドル": (_money("USD"),),
    "豪ドル": (_money("AUD"),),
    "カナダドル": (_money("CAD"),),
    "加ドル": (_money("CAD"),),
    "香港ドル": (_money("HKD"),),
    "シンガポールドル": (_money("SGD"),),
    "台湾ドル": (_money("TWD"),),
    "ニュージーランドドル": (_money("NZD"),),
    "NZドル": (_money("NZD"),),
    "セント": (_money("USD", _F(1, 100)), _money("EUR", _F(1, 100))),
    "ユーロ": (_money("EUR"),),
    "ポンド": (_money("£"), _measure("lb")),
    "英ポンド": (_money("GBP"),),
    "ペンス": (_money("£", _F(1, 100)),),
    "人民元": (_money("CNY"),),
    "中国元": (_money("CNY"),),
    "元": (_money("CNY"),),
    "ウォン": (_money("KRW"),),
    "ルピー": (_money("rupee"),),
    "ルピア": (_money("IDR"),),
    "ルーブル": (_money("RUB"),),
    "スイスフラン": (_money("CHF"),),
    "フラン": (_money("franc"),),
    "レアル": (_money("BRL"),),
    "ペソ": (_money("peso"),),
    "バーツ": (_money("THB"),),
    "ドン": (_money("VND"),),
    "リンギット": (_money("MYR"),),
    "クローナ": (_money("krone"),),
    "クローネ": (_money("krone"),),
    "ズウォティ": (_money("PLN"),),
    "フォリント": (_money("HUF"),),
    "リラ": (_money("TRY"),),
    "シェケル": (_money("ILS"),),
    "ディルハム": (_money("AED"),),
    "リヤル": (_money("SAR"),),
    "ランド": (_money("ZAR"),),
    "フリヴニャ": (_money("UAH"),),
    "ビットコイン": (_money("BTC"),),
    "イーサ": (_money("ETH"),),
    "年": (_measure("year"),),
    "年間": (_measure("year"),),
    "カ年": (_measure("year"),),
    "か年": (_measure("year"),),
    "ヶ年": (_measure("year"),),
    "歳": (_measure("year"), Sense(QuantityKind.NUMBER)),
    "才": (_measure("year"), Sense(QuantityKind.NUMBER)),
    "周年": (_measure("year"), Sense(QuantityKind.ORDINAL)),
    **dict.fromkeys(_MONTHS, (_measure("month"),)),
    "週間": (_measure("week"),),
    "週": (_measure("week"),),
    "日": (_measure("day"),),
    "日間": (_measure("day"),),
    "営業日": (_measure("day"),),
    "泊": (Sense(QuantityKind.NUMBER),),
    "時間": (_measure("hour"),),
    "分": (_measure("minute"), *PERCENT),
    "分間": (_measure("minute"),),
    "秒": (_measure("second"),),
    "秒間": (_measure("second"),),
    "ミリ秒": (_measure("ms"),),
    "マイクロ秒": (_measure("us"),),
    "ナノ秒": (_measure("ns"),),
    "キロ": (_measure("km"), _measure("kg"), _measure("kcal"), Sense(QuantityKind.NUMBER, factor=_F(1000))),
    "キロメートル": (_measure("km"),),
    "メートル": (_measure("m"),),
    "センチ": (_measure("cm"),),
    "センチメートル": (_measure("cm"),),
    "ミリ": (_measure("mm"), _measure("ml"), _measure("mg")),
    "ミリメートル": (_measure("mm"),),
    "マイクロメートル": (_measure("um"),),
    "ナノメートル": (_measure("nm"),),
    "マイル": (_measure("mile"),),
    "フィート": (_measure("foot"),),
    "インチ": (_measure("inch"),),
    "ヤード": (_measure("yard"),),
    "平方メートル": (_measure("m2"),),
    "平方キロ": (_measure("km2"),),
    "平方キロメートル": (_measure("km2"),),
    "ヘクタール": (_measure("ha"),),
    "エーカー": (_measure("acre"),),
    "リットル": (_measure("l"),),
    "ミリリットル": (_measure("ml"),),
    "グラム": (_measure("g"),),
    "キログラム": (_measure("kg"),),
    "ミリグラム": (_measure("mg"),),
    "トン": (_measure("t"),),
    "オンス": (_measure("oz"),),
    "ワット": (_measure("W"),),
    "キロワット": (_measure("kW"),),
    "メガワット": (_measure("MW"),),
    "ギガワット": (_measure("GW"),),
    "キロワット時": (_measure("kWh"),),
    "ボルト": (_measure("V"),),
    "ヘルツ": (_measure("Hz"),),
    "メガヘルツ": (_measure("MHz"),),
    "ギガヘルツ": (_measure("GHz"),),
    "バイト": (_measure("byte"),),
    "キロバイト": (_measure("KB"),),
    "メガバイト": (_measure("MB"),),
    "ギガバイト": (_measure("GB"),),
    "テラバイト": (_measure("TB"),),
    "ペタバイト": (_measure("PB"),),
    "ビット": (_measure("bit"),),
    "ピクセル": (_measure("px"),),
    "カロリー": (_measure("cal"), _measure("kcal")),
    "キロカロリー": (_measure("kcal"),),
    "ダース": (Sense(QuantityKind.COUNT, factor=_F(12)), Sense(QuantityKind.COUNT)),
    **dict.fromkeys(("つ", "桁", "コ", "点"), (Sense(QuantityKind.NUMBER),)),
    "度": (Sense(QuantityKind.NUMBER), _measure("°C"), _measure("°F")),
    "$": (_money("$"),),
    "€": (_money("EUR"),),
    "平方フィート": (_measure("ft2"),),
    "メーター": (_measure("m"),),
    "キロメーター": (_measure("km"),),
    "年生": (Sense(QuantityKind.ORDINAL),),
    **{symbol: (_measure(unit),) for symbol, unit in SYMBOLS.items()},
}
"""The senses of each unit."""

COUNTERS = listed("""
    人 名 者 社 件 個 台 本 枚 頁 ページ 回 匹 頭 羽 冊 校 店 店舗 軒 棟 戸 室 部屋 部 課 章 節 条 項 項目 号 行 列
    段 段落 語 単語 文字 文 種 種類 カ国 か国 ヶ国 ヵ国 ケ国 箇国 国 州 県 都市 市町村 拠点 カ所 か所 ヶ所 ヵ所 ケ所
    箇所 地域 言語 ヶ国語 カ国語 か国語 世帯 組 班 隻 機 両 杯 箱 袋 束 枠 席 試合 勝 敗 打 票 通 品 作 曲 話 巻 編
    本立て 次元 世代 分野 段階 要素 層 軸 案 例 問 位 等 級 番 階 画素 単位 語彙 クラス グループ チーム ステップ
    フェーズ 台数 カラム ノード コア スレッド バージョン パターン カテゴリ カテゴリー ファイル ケース モデル
    パラメータ パラメーター トークン ユーザー ダウンロード 食 着 足 膳 切れ 輪 株 口 皿 玉 粒 滴 缶 瓶 人前 人分
    冊分 回分 日分 年分 分割 分類 分岐 連勝 連敗 連続 方向 通り 大 色 角形 面 輪車 行程 科目 教科 課題 議席 か条
    カ条 ヶ条 周 往復 歩 発 基 門 挺 丁目 番地 号室 冠
""")
"""Counters of things; the English noun is not compared."""

SENSES: dict[str, tuple[Sense, ...]] = {**dict.fromkeys(COUNTERS, COUNT), **UNITS}
_LONGER_WORDS = listed("""
    割:合りれ込る 年:代式輪号 元:素々祖 本:部社当質格 日:本常 人:工気材格 回:答復線路 度:合胸 年生:きま
    点:検在灯滅 大:会学阪きし 国:際内民家 文:化書明 部:分下門 行:動為政 足:りす 発:表見売展明 基:本準地礎
    通:信知常貨 作:業成 名:前詞 両:方者 色:々 冠:水婚 ドン:ドキ トン:ネカ パー:セテツ ランド:マ ミリ:オ
""")
"""Units, each with the characters that may follow it in another word."""
_NOT_AFTER = {unit: f"(?![{others}])" for unit, _, others in (word.partition(":") for word in _LONGER_WORDS)} | {
    "分": r"(?! ?の ?[\d一二三四五六七八九十百]|[野類岐割析裂冊])",
    "度目": "",
    "次元": "",
}


def unit_pattern() -> str:
    """A pattern for any unit or counter, longer ones first, that does not continue as another word."""
    parts = []
    for word in sorted(SENSES, key=lambda word: (-len(word), word)):
        tail = _NOT_AFTER.get(word, "(?![A-Za-z0-9])" if word[-1].isascii() and word[-1].isalpha() else "")
        parts.append(re.escape(word) + tail)
    return "|".join(parts)


WORDS: dict[str, tuple[Meaning, ...]] = {
    **dict.fromkeys(
        ("半分", "半数", "半額", "半減", "半々"),
        (exact_quantity(_F(1, 2), QuantityKind.SHARE), exact_quantity(_F(1, 2), QuantityKind.FACTOR)),
    ),
    "半年": (exact_quantity(6, QuantityKind.MEASURE, "month"),),
    "半日": (exact_quantity(12, QuantityKind.MEASURE, "hour"), exact_quantity(_F(1, 2), QuantityKind.MEASURE, "day")),
    "半月": (
        exact_quantity(_F(1, 2), QuantityKind.MEASURE, "month"),
        exact_quantity(2, QuantityKind.MEASURE, "week"),
        exact_quantity(15, QuantityKind.MEASURE, "day"),
    ),
    "半世紀": (exact_quantity(50, QuantityKind.MEASURE, "year"),),
    "四半世紀": (exact_quantity(25, QuantityKind.MEASURE, "year"),),
    "半時間": (exact_quantity(30, QuantityKind.MEASURE, "minute"),),
    **dict.fromkeys(("倍増", "倍率", "倍"), (exact_quantity(2, QuantityKind.FACTOR),)),
    **dict.fromkeys(
        listed(
            """両方 両者 両国 両社 両氏 両面 両側 両親 両手 両 双方 二重 二人とも 一対 夫婦 ふたつ ふたり 往復 隔週 隔年
            隔日 カップル ペア"""
        ),
        (exact_quantity(2, QuantityKind.COUNT),),
    ),
    **dict.fromkeys(
        listed("唯一 最初 初めて 初 元祖 首位 トップ 片方 ひとつ ひとり 単一 単独 同一 各 毎"),
        (exact_quantity(1, QuantityKind.COUNT),),
    ),
    **dict.fromkeys(listed("みっつ 三人組 トリオ"), (exact_quantity(3, QuantityKind.COUNT),)),
    **dict.fromkeys(
        ("四半期",), (exact_quantity(3, QuantityKind.MEASURE, "month"), exact_quantity(_F(1, 4), QuantityKind.SHARE))
    ),
    **dict.fromkeys(
        ("一昨日", "おととい", "明後日", "あさって"), (exact_quantity(2, QuantityKind.MEASURE, "day"), Date())
    ),
    **dict.fromkeys(("再来週", "先々週"), (exact_quantity(2, QuantityKind.MEASURE, "week"), Date())),
    **dict.fromkeys(("再来月", "先々月"), (exact_quantity(2, QuantityKind.MEASURE, "month"), Date())),
    **dict.fromkeys(("一昨年", "おととし", "再来年"), (exact_quantity(2, QuantityKind.MEASURE, "year"), Date())),
    "日経平均": (exact_quantity(225, QuantityKind.NUMBER),),
    "一両日": (Quantity(_F(1), _F(2), QuantityKind.MEASURE, "day"),),
    "ゼロ": (exact_quantity(0, QuantityKind.NUMBER),),
    "無料": (exact_quantity(0, QuantityKind.NUMBER),),
    "翌々": (exact_quantity(2, QuantityKind.NUMBER),),
    "上旬": (exact_quantity(1, QuantityKind.NUMBER),),
    **dict.fromkeys(("世紀半",), (exact_quantity(150, QuantityKind.MEASURE, "year"),)),
    "年中無休": (exact_quantity(365, QuantityKind.MEASURE, "day"), exact_quantity(24, QuantityKind.MEASURE, "hour")),
    "数": (Quantity(_F(2), _F(9), QuantityKind.NUMBER, vague=True),),
}
WORD = re.compile(rf"(?!(?<=[一-龯])数){one_of(list(WORDS))}")
"""Any of them; the 数 of 台数 and 件数 means "number of", not "a few"."""
STOP = re.compile(
    r"十分(?=な)|参(?![十百千万億兆])|五分五分|5分5分|百万長者|億万|万歳|十中八九|(?<=青)二才|(?<=遺憾)千万|(?<=失礼)千万|三日天下|一石二鳥|一か八か|\d+進[法数]?|十全|十字|十二支"
    r"|五十嵐|五十歩|十八番|一騎当千|岡目八目|百発百中|千人力|万年筆|三寒四温|七転び八起き|腹八分|七三分け|二分(?=さ|し|す)|八百屋|二十日(?:大根|鼠|ネズミ)|八百長|百科|百貨|百合|千葉|千代"
    r"|千歳|千差万別|万全|万能|万一|万が一|万国|万物|万人|万年|三菱|三井|三重|三角|三越"
    r"|三省堂|三日月|三日坊主|三位一体|三脚|三昧|三田|三島|三宅|三木|三浦|三原|三好|二酸化|二次|二日酔|二枚目|二宮|二階堂|二の(?:次|舞)|二度と|二者択一"
    r"|四国|四季|四六時中|四捨五入|四日市|四方|四つ葉|五輪|五感|五月雨|五分五分|五反田|六本木|六角|六甲|七夕|七五三|八百万(?=の神)|八王子|八幡|八戸|八丁|八つ当"
    r"|九州|九条|九龍|一般|一方|一部|一緒|一見|一切|一番|一層|一体|一気|一致|一定|一律|一連|一環|一同|一覧|一括|一言|一瞬|一種|一員|一流|一因|一例|一面|一歩|一通り"
    r"|一挙|一貫|一応|一旦|一向|一生|一家|一家言|一斉|一転|一段|一線|一刻|一端|一途|一概|一角|一帯|一味|一品|一式|一躍|一変|一新|一息|一服|一筋|一目|一節|一説|一因|一助"
    r"|統一|均一|第一線|第一人者|第三者|第三国|第六感|十人十色|百人一首|一人称|二人称|三人称|二人三脚|三々五々|数多|無数|数値|数字|数学|数式|数量|数理|何事|何者"
    r"|何人も|何人か|何度も|何度か|何回も|何回か|何日も|何年も|何本も|何分|何時"
)
