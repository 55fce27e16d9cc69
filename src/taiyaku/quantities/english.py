"""Quantities in English: amounts with their units, shares, factors, money and the words that imply a number."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from taiyaku.quantities import english_dates as dates
from taiyaku.quantities.english_numerals import DIGITS, ONES, SCALES, TENS, numeral
from taiyaku.quantities.model import Date, Kind, Meaning, Mention, Quantity, Weight
from taiyaku.quantities.scan import (
    BARE,
    ONE,
    PERCENT,
    Figure,
    Found,
    Sense,
    amount,
    digital_time,
    digits_first,
    exactly,
    fold,
    idle,
    iso_date,
    lend,
    name,
    scan,
    slashed,
    span,
)
from taiyaku.quantities.units import FRACTIONS, PREFIXES, SYMBOLS, one_of

_F = Fraction


def _measure(unit: str, factor: Fraction = ONE) -> tuple[Sense, ...]:
    return (Sense(Kind.MEASURE, unit, factor),)


def _money(code: str, factor: Fraction = ONE) -> tuple[Sense, ...]:
    return (Sense(Kind.MONEY, code, factor),)


def _forms(table: dict[str, tuple[Sense, ...]]) -> dict[str, tuple[Sense, ...]]:
    """Every word of keys such as ``year years``."""
    return {word: senses for words, senses in table.items() for word in words.split("|")}


_TIMES = (Sense(Kind.FACTOR), Sense(Kind.COUNT))

UNITS: dict[str, tuple[Sense, ...]] = _forms(
    {
        "%|percent|per cent|pct|per-cent": PERCENT,
        "percentage points|percentage point|percentage-point|pp|ppt": (*PERCENT, Sense(Kind.NUMBER)),
        "basis points|bps": (Sense(Kind.SHARE, factor=_F(1, 10000)), Sense(Kind.NUMBER)),
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
        "won": (*_money("KRW"), Sense(Kind.NUMBER)),
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
        "decades|decade": _measure("decade"),
        "centuries|century": _measure("century"),
        "quarters": (Sense(Kind.MEASURE, "month", _F(3)), Sense(Kind.NUMBER)),
        "kilometers|kilometer|kilometres|kilometre|kms": _measure("km"),
        "meters|meter|metres|metre": _measure("m"),
        "centimeters|centimeter|centimetres|centimetre": _measure("cm"),
        "millimeters|millimeter|millimetres|millimetre": _measure("mm"),
        "micrometers|microns|micron": _measure("um"),
        "nanometers|nanometer|nanometres|nanometre": _measure("nm"),
        "miles|mile": _measure("mile"),
        "feet|foot": (*_measure("foot"), Sense(Kind.NUMBER)),
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
        "dozen": (Sense(Kind.NUMBER, factor=_F(12)),),
    }
)
UNITS |= {symbol: _measure(unit) for symbol, unit in SYMBOLS.items() if symbol not in UNITS}
UNITS |= {code: _money(code) for code in PREFIXES if code.isalpha() and code.isupper()}
UNITS |= {"$": _money("$"), "€": _money("EUR")}
UNITS["m"] = (*_measure("m"), Sense(Kind.NUMBER, factor=_F(10**6)), *_measure("minute"))
_LOWER_UNITS = {word.lower(): senses for word, senses in UNITS.items() if len(word) > 2}

_BETWEEN = (
    "more|full|whole|additional|extra|further|consecutive|straight|solid|long|short|business|working|calendar|other|odd|or so|or more|plus"
    "|US|U\\.S\\.|American|good|hard|past|years'|long,|entire|human|square|cubic|successive|separate|fiscal|light"
)


def _unit_pattern() -> str:
    """Words in any case; symbols as they are written, single letters only where they touch the digits."""
    symbols, words = [], []
    for word in sorted(UNITS, key=lambda word: (-len(word), word)):
        if word in SYMBOLS or (word in PREFIXES and word.isalpha()) or not word.isalpha():
            tail = "(?![A-Za-z0-9²])" if word[-1].isalpha() else ""
            lone = r"(?<=[\d.,]" + re.escape(word) + ")" if len(word) == 1 and word.isalpha() else ""
            (words if " " in word or "-" in word else symbols).append(re.escape(word) + tail + lone)
        else:
            words.append(re.escape(word) + "(?![A-Za-z0-9])")
    return f"{'|'.join(symbols)}|(?i:{'|'.join(words)})"


_UNIT = re.compile(rf"(?:[ -]|-to-| of (?=(?:dollars|euros|yen|pounds|years|months|hours)))?(?:(?:{_BETWEEN}) )?(?P<unit>{_unit_pattern()})(?:[- ](?P<old>old))?")
_AND_HALF = re.compile(r" and a (?P<part>half|quarter)\b")
_ABOUT = re.compile(
    r"(?:\b(?:about|around|approximately|approx\.?|roughly|some|nearly|almost|over|more than|less than|fewer than|under|up to|at least|at most|estimated|close to|circa|ca\.|just"
    r"|as many as|as much as|above|below|upwards of|in excess of|exceeding|exceed|exceeded|surpassed|or so|well over|within)|~|<|>|≈) ?(?:[aA]n? )?$",
    re.I,
)
_ABOUT_AFTER = re.compile(r"\+| or so| or more| or less| plus\b|-plus\b|-odd\b|-ish\b| or thereabouts")
_PREFIX = re.compile(rf"(?<![A-Za-z])(?P<money>{one_of(dict(PREFIXES))}) ?(?=[\d.]|(?:{one_of([*ONES, *TENS])})\b)")
_RANGE = re.compile(r"(?: ?- ?| ?~ ?| to | or | and | through | up to |-to-|-or-| - )(?:an? )?(?=[$€£¥\dA-Za-z])")
_LIST = re.compile(r",? and |, | or |/|,? & | by | x ")
_IN = re.compile(rf" (?:in|out of)(?: every)? (?=\d|(?:{one_of([*ONES, *TENS])}|a hundred|a thousand)\b)", re.I)
_WHOLES = frozenset({2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 50, 100, 1000, 10000, 100000, 1000000})
_PARTS_WORD = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4} | {
    form: n for word, n in dates.ORDINALS.items() if n > 2 for form in (word, word + "s")
}
_FRACTION = re.compile(
    rf"(?:(?P<one>an?|one)|(?P<n>{one_of([w for w, n in ONES.items() if 1 < n < 10])}|[2-9]))[- ](?P<part>{one_of(dict(_PARTS_WORD))})\b(?!-| (?:party|time|person|place|grade|century|year))",
    re.I,
)


def _senses(unit: str) -> tuple[Sense, ...]:
    return UNITS.get(unit) or _LOWER_UNITS[unit.lower()]


def _one(text: str, at: int) -> tuple[Mention, Figure, tuple[Sense, ...]] | None:
    """One number with its unit; the senses are empty where it has none."""
    start, senses = at, ()
    money = _PREFIX.match(text, at)
    figure = numeral(text, money.end() if money else at, money=bool(money))
    if figure is None:
        return None
    end = figure.end
    if money:
        senses = _money(PREFIXES[money["money"]])
        if (unit := _UNIT.match(text, end)) and _senses(unit["unit"])[0].kind is Kind.MONEY:
            end, senses = unit.end(), _senses(unit["unit"]) if senses[0].unit == "$" else senses
    elif unit := _UNIT.match(text, end):
        end, senses = unit.end(), _senses(unit["unit"])
        if figure.scale != 1 and senses[0].unit in {"second", "l", "hour"} and unit["unit"] in {"s", "h", "L"}:
            end, senses = figure.end, ()
        elif senses[0].unit == "year" and unit["old"]:
            senses = (*senses, Sense(Kind.NUMBER))
        if senses and senses[0].kind is Kind.MEASURE and (half := _AND_HALF.match(text, end)):
            more = _F(1, 2) if half["part"] == "half" else _F(1, 4)
            figure = replace(figure, low=figure.low + more, high=figure.high + more, spelled=False)
            end = half.end()
    elif text[end : end + 1].isalpha() and text[end - 1 : end].isdigit():
        return None  # 3D and 2nd are read elsewhere
    built = amount(text, start, end, figure, senses or BARE)
    if senses == _TIMES and 1 < figure.low < 2:
        built = replace(built, meanings=(*built.meanings, exactly(figure.low - 1, Kind.SHARE)))
    if not senses and figure.spelled and 1 < figure.low < 1000 and figure.low.denominator == 1:
        built = replace(built, meanings=(*built.meanings,))
    approximate = bool(_ABOUT.search(text, max(0, start - 20), start)) or bool(_ABOUT_AFTER.match(text, end))
    return replace(built, approximate=approximate or built.approximate), figure, senses


def amounts(text: str, at: int) -> Found | None:
    """A number with its unit, a range of them, or "six in ten"."""
    if at and (text[at - 1].isalnum() or (text[at - 1] == "." and at > 1 and text[at - 2].isdigit())):
        return None
    if (first := _one(text, at)) is None:
        return None
    mention, figure, senses = first
    if not senses and (within := _IN.match(text, mention.end)):
        whole = numeral(text, within.end())
        if whole is not None and whole.high >= figure.high and whole.low in _WHOLES:
            return whole.end, (_share(text, at, whole, figure, mention),)
    joint = _RANGE.match(text, mention.end) or _LIST.match(text, mention.end)
    if not joint or (second := _one(text, joint.end())) is None:
        return mention.end, (mention,)
    other, other_figure, other_senses = second
    alone = not senses or (senses[0].kind is Kind.MONEY and other_figure.scale != 1 and figure.scale == 1)
    if alone and (other_senses or other_figure.scale != 1 or senses):
        mention = lend(text, mention, figure, other_senses or senses or BARE, other_figure.scale)
    elif not senses:
        mention = lend(text, mention, figure, BARE, other_figure.scale)
    if senses and not other_senses:
        other = lend(text, other, other_figure, senses, ONE)
    between = text[max(0, at - 8) : at].lower().endswith("between ")
    rising = joint.re is _RANGE and (joint[0].strip() not in {"and", "or"} or (joint[0].strip() == "and" and between) or (joint[0].strip() == "or" and other_figure.low == figure.low + 1))
    both = span(text, mention, other) if rising else None
    return (other.end, (both,)) if both else (mention.end, (mention,))


def _share(text: str, at: int, whole: Figure, part: Figure, mention: Mention) -> Mention:
    """Six in ten, one out of five."""
    inner = Mention(whole.end - 1, whole.end, text[mention.end : whole.end], (exactly(whole.low, Kind.NUMBER),), Weight.SMALL)
    share = exactly(part.low / whole.low, Kind.SHARE)
    return Mention(at, whole.end, text[at : whole.end], (share,), mention.weight, mention.approximate, (mention, inner))


def fraction(text: str, at: int) -> Found | None:
    """Two-thirds, a third, three quarters; "a third" may also be one more."""
    if not (match := _FRACTION.match(text, at)) or (at and text[at - 1].isalnum()):
        return None
    part = _PARTS_WORD[match["part"].lower()]
    count = 1 if match["one"] else int(match["n"]) if match["n"].isdigit() else ONES[match["n"].lower()]
    meanings: list[Meaning] = [exactly(_F(count, part), Kind.SHARE)]
    weight = Weight.FIRM
    if match["one"]:
        meanings += [exactly(part, Kind.ORDINAL), exactly(1, Kind.NUMBER), exactly(_F(1, part), Kind.FACTOR)]
        weight = Weight.SMALL
    half = match["part"].lower() in {"half", "quarter"}
    if half and (unit := _OF_A.match(text, match.end())):
        senses = UNITS.get(unit["unit"])
        if senses and senses[0].kind is Kind.MEASURE:
            value = _F(count, part)
            return unit.end(), (Mention(at, unit.end(), text[at : unit.end()], (exactly(value, Kind.MEASURE, senses[0].unit), *meanings), Weight.SMALL),)
    approximate = bool(_ABOUT.search(text, max(0, at - 20), at))
    if percent := _OF_PERCENT.match(text, match.end()):  # seven-tenths of 1 percent
        meaning = exactly(_F(count, part) / 100, Kind.SHARE)
        return percent.end(), (Mention(at, percent.end(), text[at : percent.end()], (meaning,), approximate=approximate),)
    return match.end(), (Mention(at, match.end(), match[0], tuple(meanings), weight, approximate),)


_OF_PERCENT = re.compile(r" of (?:1|one|a) ?(?:percent|per cent|%)")
_OF_A = re.compile(r"(?: of)? an? (?P<unit>hour|year|day|century|month|mile|decade|minute|second|kilometer|ton|pound|dozen)\b")
_HALF_A = re.compile(r"half(?:[- ](?:of )?an?[- ]|[- ])(?P<unit>hour|year|day|century|month|mile|decade|minute|dozen|pound|ton)\b", re.I)
_ORDINAL_HALF = re.compile(r"(?P<word>second|third|first)[- ](?:to )?", re.I)


def half(text: str, at: int) -> Found | None:
    """Half an hour, half-year, half."""
    if match := _HALF_A.match(text, at):
        unit = match["unit"].lower()
        meaning = exactly(6, Kind.NUMBER) if unit == "dozen" else exactly(_F(1, 2), Kind.MEASURE, UNITS[unit][0].unit)
        return match.end(), (Mention(at, match.end(), match[0], (meaning, exactly(_F(1, 2), Kind.SHARE)), Weight.SMALL),)
    return None


def ordinal(text: str, at: int) -> Found | None:
    """3rd, twenty-first; the twelfth may be a day."""
    if not (match := dates.ORDINAL.match(text, at)) or (at and text[at - 1].isalnum()):
        return None
    number = int(match["digits"].replace(",", "")) if match["digits"] else dates.ordinal_value(match)
    meanings: list[Meaning] = [exactly(number, Kind.ORDINAL)]
    if 1 <= number <= 31:
        meanings.append(Date(day=number))
    spelled = not match["digits"]
    if spelled and number > 2 and not match["tens"]:
        meanings.append(exactly(_F(1, number), Kind.SHARE))
    weight = Weight.IDLE if number <= 1 else Weight.SMALL if spelled and number < 10 or number < 3 else Weight.FIRM
    return match.end(), (Mention(at, match.end(), match[0], tuple(meanings), weight),)


def _per(unit: str) -> tuple[Meaning, ...]:
    return tuple(Quantity(s.factor, s.factor, s.kind, s.unit) for s in UNITS[unit])


_TWO = (exactly(2, Kind.COUNT), exactly(2, Kind.FACTOR))
_HALVES = (exactly(_F(1, 2), Kind.SHARE), exactly(_F(1, 2), Kind.FACTOR))
_WORDS: dict[str, tuple[Meaning, ...]] = {
    **dict.fromkeys(("couple", "couples", "couple of"), (*_TWO, Quantity(_F(2), _F(3), Kind.NUMBER, vague=True))),
    **dict.fromkeys("both pair pairs twin twins dual duo double doubled doubles doubling twice twofold two-fold either neither bilateral two-way".split(), _TWO),
    **dict.fromkeys("triple triples tripled tripling trio threefold three-fold thrice triplets".split(), (exactly(3, Kind.COUNT), exactly(3, Kind.FACTOR))),
    **dict.fromkeys("quadruple quadrupled quadrupling fourfold quartet".split(), (exactly(4, Kind.COUNT), exactly(4, Kind.FACTOR))),
    **dict.fromkeys("quintuple quintupled fivefold quintet".split(), (exactly(5, Kind.COUNT), exactly(5, Kind.FACTOR))),
    **dict.fromkeys("sixfold sextet".split(), (exactly(6, Kind.COUNT), exactly(6, Kind.FACTOR))),
    **dict.fromkeys(("tenfold", "order of magnitude"), (exactly(10, Kind.FACTOR), exactly(1, Kind.NUMBER))),
    "hundredfold": (exactly(100, Kind.FACTOR),),
    **dict.fromkeys("single sole only once alone another".split(), (exactly(1, Kind.COUNT),)),
    **dict.fromkeys("half halves halve halved halving".split(), _HALVES),
    **dict.fromkeys("quarter quarterly".split(), (exactly(_F(1, 4), Kind.SHARE), exactly(3, Kind.MEASURE, "month"))),
    **dict.fromkeys("daily everyday".split(), _per("day")),
    "hourly": _per("hour"),
    "weekly": _per("week"),
    "biweekly": (exactly(2, Kind.MEASURE, "week"),),
    "monthly": _per("month"),
    **dict.fromkeys("yearly annual annually per annum".split(), _per("year")),
    "biennial": (exactly(2, Kind.MEASURE, "year"),),
    "semiannual": (exactly(6, Kind.MEASURE, "month"),),
    "dozen": (exactly(12, Kind.COUNT),),
    **dict.fromkeys(("24/7", "around the clock", "round the clock", "round-the-clock"), (exactly(24, Kind.MEASURE, "hour"), exactly(365, Kind.MEASURE, "day"))),
    **dict.fromkeys(("zero", "none", "nothing", "no one", "nobody"), (exactly(0, Kind.NUMBER),)),
    **dict.fromkeys(("several", "a few", "few", "some", "many", "a number of"), (Quantity(_F(2), _F(9), Kind.NUMBER, vague=True),)),
    **dict.fromkeys(("decade", "decades"), (exactly(10, Kind.MEASURE, "year"),)),
    "century": (exactly(100, Kind.MEASURE, "year"),),
    "fortnight": (exactly(2, Kind.MEASURE, "week"),),
    "dime": (exactly(_F(1, 10), Kind.MONEY, "$"),),
    **dict.fromkeys(("quarter hour", "quarter-hour"), (exactly(15, Kind.MEASURE, "minute"),)),
    "II": (exactly(2, Kind.ORDINAL),),
    "III": (exactly(3, Kind.ORDINAL),),
    "IV": (exactly(4, Kind.ORDINAL),),
    "VI": (exactly(6, Kind.ORDINAL),),
    "VII": (exactly(7, Kind.ORDINAL),),
    "VIII": (exactly(8, Kind.ORDINAL),),
    "IX": (exactly(9, Kind.ORDINAL),),
    "XI": (exactly(11, Kind.ORDINAL),),
    "XII": (exactly(12, Kind.ORDINAL),),
    "XIV": (exactly(14, Kind.ORDINAL),),
    "XVI": (exactly(16, Kind.ORDINAL),),
}
_LOWER = {word.lower(): meanings for word, meanings in _WORDS.items()}
_WORD = re.compile(rf"(?:{one_of(list(_WORDS))})(?![A-Za-z])", re.I)
_A_UNIT_WORDS = [w for w, s in UNITS.items() if s[0].kind in {Kind.MEASURE, Kind.MONEY} and len(w) > 2 and not w.endswith("s") and w.isalpha()]
_A_UNIT = re.compile(rf"(?:(?:an?|per|each|every|one)[ -](?P<unit>{one_of(_A_UNIT_WORDS)})|the (?P<money>dollar|euro|pound|yen))\b(?P<half> and a half)?", re.I)


def a_unit(text: str, at: int) -> Found | None:
    """A year, per hour, the dollar; a year and a half."""
    if not (match := _A_UNIT.match(text, at)) or (at and text[at - 1].isalnum()):
        return None
    senses = _LOWER_UNITS[(match["unit"] or match["money"]).lower()]
    value = _F(3, 2) if match["half"] else ONE
    meanings = tuple(Quantity(value * s.factor, value * s.factor, s.kind, s.unit) for s in senses)
    weight = Weight.FIRM if match["half"] else Weight.IDLE
    return match.end(), (Mention(at, match.end(), match[0], meanings, weight),)


def word(text: str, at: int) -> Found | None:
    """Words that imply a number: both, twice, half, annual."""
    if not (match := _WORD.match(text, at)) or (at and text[at - 1].isalnum()):
        return None
    if match[0].isupper() and len(match[0]) > 1 and match[0] not in _WORDS:
        return None
    return match.end(), (idle(text, at, match.end(), *_LOWER[match[0].lower()]),)


_STOP = re.compile(
    r"(?:one another|one-on-one|no one|second-hand|secondhand|second thoughts?|second nature|zero-day|one day\b|one by one|number one|at one time|one time|one of|one-way|two-way"
    r"|of two minds|on the one hand|the one\b(?![ -](?:hundred|thousand|million|billion|and))|in one's|oneself|one's|seconds? to none|at first|first of all|first-class|for one thing|ten to one|nine (?:times|cases?) out of ten"
    r"|split second|wait a second|just a second|just a minute|a minute ago|in a minute|the other day|one day|some day|these days|the day|the year|all day)\b",
    re.I,
)


_EVEN = re.compile(r"(?:50[-/]50|fifty-fifty)\b", re.I)


def stop(text: str, at: int) -> Found | None:
    """Phrases in which a numeral counts nothing."""
    if at and text[at - 1].isalnum():
        return None
    if match := _EVEN.match(text, at):
        return match.end(), (idle(text, at, match.end(), *_HALVES, exactly(1, Kind.NUMBER)),)
    match = _STOP.match(text, at)
    return (match.end(), (idle(text, at, match.end(), exactly(1, Kind.NUMBER), exactly(2, Kind.NUMBER)),)) if match else None


_RULES = (
    stop,
    iso_date,
    dates.month_first,
    dates.weekday,
    dates.period,
    dates.day_first,
    dates.time,
    dates.year,
    dates.relative,
    digital_time,
    name,
    slashed,
    half,
    fraction,
    ordinal,
    amounts,
    digits_first,
    a_unit,
    word,
)
_TRIGGER = re.compile(
    rf"(?<![A-Za-z0-9])(?:\d|\.\d|'\d|[$€£¥₩₹]|[{''.join(FRACTIONS)}]|{one_of(list(dates.MONTHS))}|{'|'.join(dates.WEEKDAYS)}"
    r"|(?i:" + one_of([*ONES, *TENS, *SCALES, *_LOWER, *dates.ORDINALS]) + r"|a few|hundreds|thousands|millions|billions|trillions|dozens|tens|teen|noon|mid(?:day|night)|fiscal|financial year"
    r"|today|yesterday|tomorrow|this|last|next|that|the|final|latter|an?|per|each|every|Reiwa|Heisei|Sh[oō]wa|Taish[oō]|Meiji|new year|in one|on the one|at (?:one|first)|for one"
    r"|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties|multiple|wait|just|split|some)"
    rf"(?![a-z])|(?:FY|CY|Q[1-4]|H[12]\b)|[A-Za-z]+(?:[-_.][A-Za-z]+)*[-_]?\d|(?:{one_of([p for p in PREFIXES if p[0].isalpha()])}) ?[\d.])"
)


def read(text: str) -> tuple[Mention, ...]:
    """Read the quantities of an English text in their order; offsets are those of ``text``."""
    return tuple(scan(fold(text), _TRIGGER, _RULES))


__all__ = ["DIGITS", "UNITS", "read"]
