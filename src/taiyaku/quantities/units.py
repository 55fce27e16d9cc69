"""Units that all languages share: symbols, conversions, and currencies by ISO 4217.

Conversions are exact by definition: SI prefixes, and the international yard and pound of 1959. A kilobyte is taken
as 1,000 bytes and a KiB as 1,024; a year has twelve months, and months do not convert to days.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

_F = Fraction


def listed(words: str) -> tuple[str, ...]:
    """Split a text into words; tables are easier to read without quotation marks."""
    return tuple(words.split())


def _powers(symbol: str, base: str, prefixes: dict[str, int]) -> dict[str, tuple[str, Fraction]]:
    """A unit with SI prefixes, each with its power of ten."""
    return {prefix + symbol: (base, _F(10) ** power) for prefix, power in prefixes.items()}


MEASURES: dict[str, tuple[str, Fraction]] = {
    "ns": ("second", _F(1, 10**9)),
    "us": ("second", _F(1, 10**6)),
    "ms": ("second", _F(1, 1000)),
    "second": ("second", _F(1)),
    "minute": ("second", _F(60)),
    "hour": ("second", _F(3600)),
    "day": ("second", _F(86400)),
    "week": ("second", _F(604800)),
    "month": ("month", _F(1)),
    "year": ("month", _F(12)),
    "nm": ("metre", _F(1, 10**9)),
    "um": ("metre", _F(1, 10**6)),
    "mm": ("metre", _F(1, 1000)),
    "cm": ("metre", _F(1, 100)),
    "m": ("metre", _F(1)),
    "km": ("metre", _F(1000)),
    "inch": ("metre", _F(254, 10000)),
    "foot": ("metre", _F(3048, 10000)),
    "yard": ("metre", _F(9144, 10000)),
    "mile": ("metre", _F(1609344, 1000)),
    "m2": ("square metre", _F(1)),
    "km2": ("square metre", _F(10**6)),
    "ha": ("square metre", _F(10**4)),
    "ft2": ("square metre", _F(9290304, 10**8)),
    "acre": ("square metre", _F(40468564224, 10**7)),
    "ml": ("litre", _F(1, 1000)),
    "l": ("litre", _F(1)),
    "mg": ("gram", _F(1, 1000)),
    "g": ("gram", _F(1)),
    "kg": ("gram", _F(1000)),
    "t": ("gram", _F(10**6)),
    "lb": ("gram", _F(45359237, 10**5)),
    "oz": ("gram", _F(45359237, 1600000)),
    **_powers("W", "watt", {"m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12}),
    **_powers("Wh", "watt-hour", {"": 0, "k": 3, "M": 6, "G": 9, "T": 12}),
    "V": ("volt", _F(1)),
    **_powers("Hz", "hertz", {"": 0, "k": 3, "M": 6, "G": 9}),
    "byte": ("byte", _F(1)),
    **_powers("B", "byte", {"K": 3, "M": 6, "G": 9, "T": 12, "P": 15}),
    "KiB": ("byte", _F(2**10)),
    "MiB": ("byte", _F(2**20)),
    "GiB": ("byte", _F(2**30)),
    "TiB": ("byte", _F(2**40)),
    "bit": ("bit", _F(1)),
    **_powers("bps", "bit/s", {"k": 3, "M": 6, "G": 9, "T": 12}),
    "px": ("px", _F(1)),
    "°C": ("°C", _F(1)),
    "°F": ("°F", _F(1)),
    "cal": ("cal", _F(1)),
    "kcal": ("cal", _F(1000)),
}
"""Each unit as (base unit, number of base units)."""

SYMBOLS: dict[str, str] = {
    **{name: name for name in MEASURES if name.isascii() and 1 < len(name) <= 4 and name not in {"year", "week"}},
    "kB": "KB",
    "Km": "km",
    "μs": "us",
    "µs": "us",
    "μm": "um",
    "µm": "um",
    "m²": "m2",
    "km²": "km2",
    "mL": "ml",
    "Kbps": "kbps",
    "℃": "°C",
    "℉": "°F",
    "sec": "second",
    "secs": "second",
    "min": "minute",
    "mins": "minute",
    "hr": "hour",
    "hrs": "hour",
    "yr": "year",
    "yrs": "year",
    "mo": "month",
    "bytes": "byte",
    "bits": "bit",
    "ft": "foot",
    "lbs": "lb",
    "pixel": "px",
    "pixels": "px",
    "m": "m",
    "g": "g",
    "W": "W",
    "V": "V",
    "L": "l",
    "s": "second",
    "h": "hour",
    "°C": "°C",
    "°F": "°F",
}
"""Abbreviations of units in all languages that write them in Latin letters."""
for _word in ("day", "inch", "foot", "yard", "mile", "acre", "hour"):
    SYMBOLS.pop(_word, None)

FAMILIES: dict[str, frozenset[str]] = {
    "$": frozenset({"USD", "AUD", "CAD", "HKD", "NZD", "SGD", "TWD"}),
    "¥": frozenset({"JPY", "CNY"}),
    "£": frozenset({"GBP", "EGP"}),
    "krone": frozenset({"SEK", "NOK", "DKK", "ISK", "CZK"}),
    "peso": frozenset({"MXN", "PHP", "ARS", "CLP", "COP"}),
    "franc": frozenset({"CHF", "XAF", "XOF"}),
    "rupee": frozenset({"INR", "PKR", "LKR", "NPR"}),
    "dinar": frozenset({"KWD", "JOD", "RSD", "DZD", "IQD"}),
}
"""The currencies that a name or symbol without a country may mean; ``USUAL`` has the most likely one."""

USUAL: dict[str, str] = {"$": "USD", "¥": "JPY", "£": "GBP", "franc": "CHF", "rupee": "INR"}
"""The currency to show for a family."""

CODES = frozenset(
    listed("""
        AED ARS AUD BRL BTC CAD CHF CLP CNY COP CZK DKK DZD EGP ETH EUR GBP HKD HUF IDR ILS INR IQD ISK JOD JPY KRW KWD
        LKR MXN MYR NOK NPR NZD PHP PKR PLN QAR RSD RUB SAR SEK SGD THB TRY TWD UAH USD USDC USDT VND XAF XOF ZAR
    """)
)
"""ISO 4217 codes that are recognized beside a number, and a few cryptocurrencies."""

PREFIXES: dict[str, str] = {
    "US$": "USD",
    "U.S.$": "USD",
    "A$": "AUD",
    "AU$": "AUD",
    "C$": "CAD",
    "CA$": "CAD",
    "HK$": "HKD",
    "NZ$": "NZD",
    "S$": "SGD",
    "NT$": "TWD",
    "R$": "BRL",
    "CN¥": "CNY",
    "RMB": "CNY",
    "$": "$",
    "€": "EUR",
    "£": "£",
    "¥": "¥",
    "₩": "KRW",
    "₹": "INR",
    "₽": "RUB",
    "₺": "TRY",
    "₪": "ILS",
    "฿": "THB",
    "₫": "VND",
    "₱": "PHP",
    "₿": "BTC",
    **{code: code for code in sorted(CODES)},
}
"""Currency signs and codes before an amount."""

SUFFIXES: dict[str, int] = {
    **dict.fromkeys(("k", "K"), 3),
    **dict.fromkeys(("m", "M", "mn", "Mn", "mln", "MM"), 6),
    **dict.fromkeys(("b", "B", "bn", "Bn", "BN"), 9),
    **dict.fromkeys(("t", "T", "tn", "trn"), 12),
}
"""Powers of ten by the letters directly after a number: 1.2B, 500M, 5bn."""

PLAIN_SUFFIXES = ("k", "K", "M", "B", "T", "bn", "mn", "tn")
"""Suffixes that are a scale even without a currency before them; "5m" would be meters and "5t" tonnes."""

FRACTIONS = {sign: _F(unicodedata.numeric(sign)).limit_denominator(8) for sign in "½⅓⅔¼¾⅕⅖⅗⅘⅙⅛⅜⅝⅞"}


def one_of(words: dict[str, object] | frozenset[str] | tuple[str, ...] | list[str]) -> str:
    """A pattern that matches any of ``words``, longer ones first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
