"""The status as one page that a team can publish: no script, no font, no other file.

It follows the reader's light or dark setting, every text has a contrast of at least 4.5 to 1, and what a bar shows by
color is also there in words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape

from taiyaku.status import Row

TITLE = "Translation status"

UNITS = (
    ("accepted", "accepted by a person"),
    ("draft", "draft"),
    ("outdated", "outdated"),
    ("missing", "missing"),
)
"""The states of a unit, in the order of the bar."""

ORDER = ("orphaned", "unreadable", "edited", "outdated", "missing", "partial", "review", "done")
"""The states of an article, the most urgent first."""


def write(rows: Sequence[Row]) -> str:
    """The page."""
    locales: dict[str, list[Row]] = {}
    for row in rows:
        locales.setdefault(row.locale, []).append(row)
    sections = "".join(_section(locale, inside) for locale, inside in locales.items())
    key = "".join(f'<li><span class="swatch {name}"></span>{meaning}</li>' for name, meaning in UNITS)
    body = sections or "<p>No articles were found.</p>"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{TITLE}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f'<h1>{TITLE}</h1>\n<ul class="key">{key}</ul>\n{body}</main>\n</body>\n</html>\n'
    )


def _section(locale: str, rows: Sequence[Row]) -> str:
    states = Counter(row.label for row in rows)
    total: Counter[str] = Counter()
    for row in rows:
        total.update(row.units)
    counts = ", ".join(f"{states[state]:,} {state}" for state in reversed(ORDER) if states[state])
    head = f'<h2 id="{escape(locale)}">{escape(locale)}</h2>\n<p class="sum">{_bar(total)}<span>{counts}</span></p>\n'
    body = "".join(_row(row) for row in sorted(rows, key=lambda row: (ORDER.index(row.label), row.article)))
    return (
        f'<section aria-labelledby="{escape(locale)}">\n{head}<table>\n<thead><tr><th scope="col">Article</th>'
        '<th scope="col">State</th><th scope="col">Units</th><th scope="col" class="number">Words</th></tr></thead>\n'
        f"<tbody>\n{body}</tbody>\n</table>\n</section>\n"
    )


def _row(row: Row) -> str:
    folder, slash, name = row.article.rpartition("/")
    article = f'<span class="folder">{escape(folder + slash)}</span><wbr>{escape(name)}'
    words = f"{row.words:,}" if row.words else ""
    return (
        f'<tr><th scope="row">{article}</th><td class="state"><span class="{row.label}">{row.label}</span></td>'
        f'<td>{_bar(row.units)}</td><td class="number">{words}</td></tr>\n'
    )


def _bar(units: Mapping[str, int]) -> str:
    total = sum(units.values())
    if not total:
        return ""
    label = ", ".join(f"{units[name]:,} {name}" for name, _ in UNITS if units.get(name))
    parts = "".join(f'<i class="{name}" style="flex-grow:{units[name]}"></i>' for name, _ in UNITS if units.get(name))
    share = units.get("accepted", 0) * 100 // total
    return (
        f'<span class="progress"><span class="bar" role="img" aria-label="{label}" title="{label}">{parts}</span>'
        f'<span class="share">{share}%</span></span>'
    )


_STYLE = """\
:root {
  color-scheme: light dark;
  --ground: #fff; --text: #1d2430; --quiet: #5a6472; --line: #dfe3e8; --track: #e9ecf0;
  --accepted: #1a7f4b; --draft: #2f6fd0; --outdated: #b35900; --missing: #c3c9d1; --alarm: #b4232f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14181f; --text: #e6e9ee; --quiet: #a3adba; --line: #2c333d; --track: #262d37;
    --accepted: #4cc38a; --draft: #7aa9f5; --outdated: #f0a050; --missing: #4a5462; --alarm: #ff8b8f;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text);
  font: 15px/1.5 system-ui, "Noto Sans", "Noto Sans CJK JP", sans-serif; }
main { max-width: 64rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { margin: 0 0 .75rem; font-size: 1.6rem; line-height: 1.25; letter-spacing: -.01em; }
h2 { margin: 2.5rem 0 .5rem; font-size: 1.15rem; }
.key { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0; padding: 0; list-style: none;
  color: var(--quiet); font-size: .875rem; }
.swatch { display: inline-block; width: .75rem; height: .75rem; margin-right: .4rem; border-radius: 3px; }
.sum { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 1.25rem; margin: 0 0 .75rem;
  color: var(--quiet); }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); text-align: left; font-weight: 400; }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--quiet); font-size: .8125rem; }
tbody th { overflow-wrap: anywhere; }
.folder { color: var(--quiet); }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.state span { white-space: nowrap; font-weight: 600; }
.state .done { color: var(--accepted); } .state .review { color: var(--draft); }
.state .outdated, .state .partial { color: var(--outdated); }
.state .missing, .state .edited, .state .orphaned, .state .unreadable { color: var(--alarm); }
.progress { display: inline-flex; align-items: center; gap: .6rem; }
.bar { display: flex; gap: 1px; width: 11rem; height: .75rem; overflow: hidden; border-radius: 4px;
  background: var(--track); }
.bar i { min-width: 2px; }
.share { min-width: 2.6rem; font-variant-numeric: tabular-nums; color: var(--quiet); font-size: .875rem; }
i.accepted, .swatch.accepted { background: var(--accepted); }
i.draft, .swatch.draft {
  background: repeating-linear-gradient(-45deg, var(--draft) 0 4px, transparent 4px 6px), var(--track); }
i.outdated, .swatch.outdated {
  background: repeating-linear-gradient(45deg, var(--outdated) 0 2px, transparent 2px 5px), var(--track); }
i.missing, .swatch.missing { background: var(--missing); }
@media (max-width: 40rem) {
  table, tbody, tr, th, td { display: block; }
  thead { position: absolute; clip-path: inset(50%); }
  tbody tr { padding: .6rem 0; border-bottom: 1px solid var(--line); }
  tbody th, td { padding: .1rem 0; border: 0; text-align: left; }
  td.number { text-align: left; }
  .number:not(:empty)::after { content: " words"; color: var(--quiet); }
}
@media print { main { max-width: none; padding: 0; } .bar, .swatch { print-color-adjust: exact; } }
"""
