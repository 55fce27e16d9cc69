"""English units, and words that express a number."""

from __future__ import annotations

import re
from fractions import Fraction

from taiyaku.quantities.english.numerals import ONES, TENS
from taiyaku.quantities.figures import ONE, PERCENT, Sense
from taiyaku.quantities.mentions import exact_quantity
from taiyaku.quantities.model import Meaning, Quantity, QuantityKind
from taiyaku.quantities.units import PREFIXES, SYMBOLS, listed

_F = Fraction


def _measure(unit: str, factor: Fraction = ONE) -> tuple[Sense, ...]:
    return (Sense(QuantityKind.MEASURE, unit, factor),)


def _money(code: str, factor: Fraction = ONE) -> tuple[Sense, ...]:
    return (Sense(QuantityKind.MONEY, code, factor),)


def _forms(table: dict[str, tuple[Sense, ...]]) -> dict[str, tuple[Sense, ...]]:
    """All words of keys such as ``year years``."""
    return {word: senses for words, senses in table.items() for word in words.split("|")}


_TIMES = (Sense(QuantityKind.FACTOR), Sense(QuantityKind.COUNT))

UNITS: dict[str, tuple[Sense, ...]] = _forms(
    {
        "%|percent|per cent|pct|per-cent": PERCENT,
        "percentage points|percentage point|percentage-point|pp|ppt": (*PERCENT, Sense(QuantityKind.NUMBER)),
        "basis points|bps": (Sense(QuantityKind.SHARE, factor=_F(1, 10000)), Sense(QuantityKind.NUMBER)),
        "times|x|fold": _TIMES,
        "dollars|dollar|bucks": _money("$"),
        "US dollars|US dollar|U.S. dollars|U.S. dollar|American dollars": _money("USD"),
        "Australian dollars|Australian dollar": _money("AUD"),
        "Canadian dollars|Canadian dollar": _money("CAD"),
        "Hong Kong dollars": _money("HKD"),
        "Singapore dollars": _money("SGD"),
        "New Zealand dollars": _money("NZD"),
        "Taiwan dollars|New Taiwan dollars": _money("TWD"),
        "cents|cent": (*_money("$", _F(1, 100)), *_money("EUR", _F(1, 100))),
        "euros|euro": _money("EUR"),
        "yen|Japanese yen": _money("JPY"),
        "sen": _money("JPY", _F(1, 100)),
        "pounds|pound": (*_money("£"), *_measure("lb")),
        "pounds sterling|British pounds|British pound|quid": _money("GBP"),
        "pence|penny": _money("£", _F(1, 100)),
        "yuan|renminbi": _money("CNY"),
        "Korean won|South Korean won": _money("KRW"),
        "won": (*_money("KRW"), Sense(QuantityKind.NUMBER)),
        "rupees|rupee": _money("rupee"),
        "rupiah": _money("IDR"),
        "rubles|ruble|roubles|rouble": _money("RUB"),
        "Swiss francs|Swiss franc": _money("CHF"),
        "francs|franc": _money("franc"),
        "reais|real|Brazilian reais": _money("BRL"),
        "pesos|peso": _money("peso"),
        "baht": _money("THB"),
        "dong": _money("VND"),
        "ringgit": _money("MYR"),
        "kronor|krona|kroner|krone": _money("krone"),
        "zloty|zlotys": _money("PLN"),
        "forints|forint": _money("HUF"),
        "lira|liras": _money("TRY"),
        "shekels|shekel": _money("ILS"),
        "dirhams|dirham": _money("AED"),
        "riyals|riyal": _money("SAR"),
        "rand": _money("ZAR"),
        "hryvnia": _money("UAH"),
        "bitcoins|bitcoin": _money("BTC"),
        "ether": _money("ETH"),
        "years|year|years old|year old|year-olds|years of age": _measure("year"),
        "months|month|months old": _measure("month"),
        "weeks|week": _measure("week"),
        "fortnights|fortnight": _measure("week", _F(2)),
        "days|day|business days": _measure("day"),
        "hours|hour": _measure("hour"),
        "minutes|minute": _measure("minute"),
        "seconds|second": _measure("second"),
        "milliseconds|millisecond": _measure("ms"),
        "microseconds|microsecond": _measure("us"),
        "nanoseconds|nanosecond": _measure("ns"),
        "decades|decade": _measure("year", _F(10)),
        "centuries|century": _measure("year", _F(100)),
        "quarters": (Sense(QuantityKind.MEASURE, "month", _F(3)), Sense(QuantityKind.NUMBER)),
        "kilometers|kilometer|kilometres|kilometre|kms": _measure("km"),
        "meters|meter|metres|metre": _measure("m"),
        "centimeters|centimeter|centimetres|centimetre": _measure("cm"),
        "millimeters|millimeter|millimetres|millimetre": _measure("mm"),
        "micrometers|microns|micron": _measure("um"),
        "nanometers|nanometer|nanometres|nanometre": _measure("nm"),
        "miles|mile": _measure("mile"),
        "feet|foot": (*_measure("foot"), Sense(QuantityKind.NUMBER)),
        "inches|inch": _measure("inch"),
        "yards|yard": _measure("yard"),
        "square meters|square metres|square meter|square metre|sqm": _measure("m2"),
        "square kilometers|square kilometres": _measure("km2"),
        "square feet|square foot": _measure("ft2"),
        "hectares|hectare": _measure("ha"),
        "acres|acre": _measure("acre"),
        "liters|liter|litres|litre": _measure("l"),
        "milliliters|millilitres": _measure("ml"),
        "grams|gram|grammes": _measure("g"),
        "kilograms|kilogram|kilos|kgs": _measure("kg"),
        "milligrams|milligram": _measure("mg"),
        "tons|ton|tonnes|tonne|metric tons": _measure("t"),
        "ounces|ounce": _measure("oz"),
        "watts|watt": _measure("W"),
        "kilowatts|kilowatt": _measure("kW"),
        "megawatts|megawatt": _measure("MW"),
        "gigawatts|gigawatt": _measure("GW"),
        "kilowatt-hours|kilowatt hours": _measure("kWh"),
        "volts|volt": _measure("V"),
        "hertz": _measure("Hz"),
        "megahertz": _measure("MHz"),
        "gigahertz": _measure("GHz"),
        "kilobytes|kilobyte": _measure("KB"),
        "megabytes|megabyte": _measure("MB"),
        "gigabytes|gigabyte": _measure("GB"),
        "terabytes|terabyte": _measure("TB"),
        "petabytes|petabyte": _measure("PB"),
        "bytes|byte": _measure("byte"),
        "bits|bit": _measure("bit"),
        "kilocalories|kilocalorie": _measure("kcal"),
        "calories|calorie": (*_measure("kcal"), *_measure("cal")),
        "dozen": (Sense(QuantityKind.NUMBER, factor=_F(12)),),
        "megapixels|megapixel": (Sense(QuantityKind.NUMBER, factor=_F(10**6)),),
    }
)
UNITS |= {symbol: _measure(unit) for symbol, unit in SYMBOLS.items() if symbol not in UNITS}
UNITS |= {code: _money(code) for code in PREFIXES if code.isalpha() and code.isupper()}
UNITS |= {"$": _money("$"), "€": _money("EUR")}
UNITS["m"] = (*_measure("m"), Sense(QuantityKind.NUMBER, factor=_F(10**6)), *_measure("minute"))
_LOWER_UNITS = {word.lower(): senses for word, senses in sorted(UNITS.items(), key=lambda unit: len(unit[0]) > 2)}

_BETWEEN = (
    "more|full|whole|additional|extra|further|consecutive|straight|solid|long|short|business|working|calendar|other|odd"
    "|or so|or more|plus|US|U\\.S\\.|American|good|hard|past|entire|human|successive|separate|fiscal"
)
"""Words that may come between a number and its unit."""


def senses_of(unit: str) -> tuple[Sense, ...]:
    """The senses of a unit as written."""
    return UNITS.get(unit) or _LOWER_UNITS[unit.lower()]


def singular_units() -> list[str]:
    """The units that may follow "a" or "per"."""
    measured = {QuantityKind.MEASURE, QuantityKind.MONEY}
    return [w for w, s in UNITS.items() if s[0].kind in measured and len(w) > 2 and not w.endswith("s") and w.isalpha()]


def _unit_pattern() -> str:
    """Words in any case; symbols in the given case, and single letters only directly after the digits."""
    symbols: list[str] = []
    words: list[str] = []
    for word in sorted(UNITS, key=lambda word: (-len(word), word)):
        tail = "(?![A-Za-z0-9²])" if word[-1].isalpha() else ""
        if len(word) == 1 and word.isalpha():
            tail += rf"(?<=[\d.,]{word})"
        if word == "second":  # a second-hand car
            tail = "(?![A-Za-z0-9-])"
        symbolic = word in SYMBOLS or word in PREFIXES or not word[0].isalpha()
        (symbols if symbolic else words).append(re.escape(word) + tail)
    return f"{'|'.join(symbols)}|(?i:{'|'.join(words)})"


UNIT = re.compile(
    rf"(?:[ -]|-to-| of (?=(?:dollars|euros|yen|pounds|years|months|hours)))?(?:(?:{_BETWEEN}) )?"
    rf"(?P<unit>{_unit_pattern()})(?:[- ](?P<old>old))?"
)


def _per(unit: str) -> tuple[Meaning, ...]:
    return tuple(Quantity(s.factor, s.factor, s.kind, s.unit) for s in UNITS[unit])


_TWO = (exact_quantity(2, QuantityKind.COUNT), exact_quantity(2, QuantityKind.FACTOR))
HALVES = (exact_quantity(_F(1, 2), QuantityKind.SHARE), exact_quantity(_F(1, 2), QuantityKind.FACTOR))
_ROMAN = {"II": 2, "III": 3, "IV": 4, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "XI": 11, "XII": 12, "XIV": 14, "XVI": 16}
WORDS: dict[str, tuple[Meaning, ...]] = {
    **dict.fromkeys(
        ("couple", "couples", "couple of"), (*_TWO, Quantity(_F(2), _F(3), QuantityKind.NUMBER, vague=True))
    ),
    **dict.fromkeys(
        listed("""both pair pairs twin twins dual duo double doubles twice either neither bilateral"""),
        _TWO,
    ),
    **dict.fromkeys(
        listed("trio triple triples thrice triplets"),
        (exact_quantity(3, QuantityKind.COUNT), exact_quantity(3, QuantityKind.FACTOR)),
    ),
    **dict.fromkeys(listed("quartet semifinal semifinals semi-finals"), (exact_quantity(4, QuantityKind.COUNT),)),
    "quintet": (exact_quantity(5, QuantityKind.COUNT),),
    "sextet": (exact_quantity(6, QuantityKind.COUNT),),
    **dict.fromkeys(listed("quarterfinal quarterfinals quarter-finals"), (exact_quantity(8, QuantityKind.COUNT),)),
    **{
        word: (exact_quantity(number, QuantityKind.FACTOR), exact_quantity(number, QuantityKind.COUNT))
        for number, words in {
            2: "doubled doubling",
            3: "treble trebled tripled tripling",
            4: "quadruple quadrupled quadrupling",
            5: "quintuple quintupled quintupling",
        }.items()
        for word in words.split()
    },
    **{
        f"{word}{joint}fold": (exact_quantity(number, QuantityKind.FACTOR), exact_quantity(number, QuantityKind.COUNT))
        for word, number in (ONES | TENS | {"hundred": 100, "thousand": 1000}).items()
        for joint in ("", "-")
    },
    "order of magnitude": (exact_quantity(10, QuantityKind.FACTOR), exact_quantity(1, QuantityKind.NUMBER)),
    **dict.fromkeys(listed("single sole only once alone another"), (exact_quantity(1, QuantityKind.COUNT),)),
    **dict.fromkeys(listed("half halves halve halved halving"), HALVES),
    **dict.fromkeys(
        listed("quarter quarterly"),
        (exact_quantity(_F(1, 4), QuantityKind.SHARE), exact_quantity(3, QuantityKind.MEASURE, "month")),
    ),
    **dict.fromkeys(listed("daily everyday"), _per("day")),
    "hourly": _per("hour"),
    "weekly": _per("week"),
    "biweekly": (exact_quantity(2, QuantityKind.MEASURE, "week"),),
    "monthly": _per("month"),
    **dict.fromkeys(listed("yearly annual annually per annum"), _per("year")),
    "biennial": (exact_quantity(2, QuantityKind.MEASURE, "year"),),
    "semiannual": (exact_quantity(6, QuantityKind.MEASURE, "month"),),
    "dozen": (exact_quantity(12, QuantityKind.COUNT),),
    **dict.fromkeys(
        ("around the clock", "round the clock", "round-the-clock"), (exact_quantity(24, QuantityKind.MEASURE, "hour"),)
    ),
    **dict.fromkeys(("zero", "none", "nothing", "no one", "nobody"), (exact_quantity(0, QuantityKind.NUMBER),)),
    **dict.fromkeys(
        ("several", "a few", "few", "a number of"), (Quantity(_F(2), _F(9), QuantityKind.NUMBER, vague=True),)
    ),
    "decade": (exact_quantity(10, QuantityKind.MEASURE, "year"),),
    "decades": (Quantity(_F(10), _F(100), QuantityKind.MEASURE, "year", vague=True),),
    "century": (exact_quantity(100, QuantityKind.MEASURE, "year"),),
    "fortnight": (exact_quantity(2, QuantityKind.MEASURE, "week"),),
    "dime": (exact_quantity(_F(1, 10), QuantityKind.MONEY, "$"),),
    **dict.fromkeys(("quarter hour", "quarter-hour"), (exact_quantity(15, QuantityKind.MEASURE, "minute"),)),
    **{roman: (exact_quantity(number, QuantityKind.ORDINAL),) for roman, number in _ROMAN.items()},
}
"""The quantities that a word may express; a translator may use it or not."""

NOT_NUMBERS = re.compile(
    r"(?:second-hand|secondhand|second thoughts?|second nature|seconds? to none|zero-day|two-way|of two minds"
    r"|ten to one|nine (?:times|cases?) out of ten|split second)\b",
    re.IGNORECASE,
)
"""Phrases in which a numeral is not a number."""
