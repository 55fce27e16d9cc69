"""An article rendered for reading, without anything active.

markdown-it-py renders it; then the HTML is read tag by tag and written again from an allowlist. Anything else is
dropped or shown as text, so that it does not matter how a browser would have parsed the original.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from taiyaku.markdown.front_matter import find_front_matter

_TAGS = frozenset(
    "a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure h1 h2 h3"
    " h4 h5 h6 hr i ins kbd li mark ol p pre q rp rt ruby s samp section small span strong sub summary sup table tbody"
    " td tfoot th thead tr u ul var wbr".split()
)
_VOID = frozenset({"br", "hr", "col", "wbr"})
_SILENT = frozenset({"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "title", "textarea"})
"""Elements whose content is not text of the article."""
_ATTRIBUTES = {
    "a": frozenset({"href", "title"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan"}),
    "ol": frozenset({"start"}),
    "details": frozenset({"open"}),
    "abbr": frozenset({"title"}),
    "*": frozenset({"lang", "dir", "data-block"}),
}


def render(text: str, *, here: int = 0) -> tuple[Markup, int]:
    """An article's body as safe HTML.

    Every block carries ``data-block``, its number; an article and its translation have the same numbers, as they have
    the same structure.

    Returns:
        The HTML, and the number of the block that contains the line ``here``; 0 if there is none.
    """
    matter = find_front_matter(text)
    body = matter.body if matter else 0
    offset = text.count("\n", 0, body)
    md = _markdown()
    tokens = md.parse(text[body:])
    marked = 0
    shown = [
        token for token in tokens if token.map and token.nesting >= 0 and token.type != "inline" and not token.hidden
    ]
    for number, token in enumerate(shown, 1):
        token.attrSet("data-block", str(number))
        first, last = token.map or (0, 0)
        if first + offset < here <= last + offset:
            marked = number  # the innermost comes last
    return sanitize(md.renderer.render(tokens, md.options, {})), marked


def sanitize(page: str) -> Markup:
    """HTML reduced to elements that show text: no scripts, event handlers, forms or external resources."""
    cleaner = _Cleaner()
    cleaner.feed(page)
    cleaner.close()
    return Markup("".join([*cleaner.out, *(f"</{tag}>" for tag in reversed(cleaner.open))]))


@functools.cache
def _markdown() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    md.use(footnote_plugin).use(deflist_plugin)
    for name in ("fence", "code_block"):
        md.add_render_rule(name, _code)
    return md


def _code(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    del renderer, options, env
    token = tokens[index]
    block = f' data-block="{token.attrGet("data-block")}"' if token.attrGet("data-block") else ""
    return f"<pre{block}><code>{html.escape(token.content)}</code></pre>\n"


class _Cleaner(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.open: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if any(name == "data-block" for name, _ in attrs):
            self.silent.clear()  # an element that is never closed must not hide the blocks after it
        if tag in _SILENT:
            self.silent.append(tag)
        elif self.silent:
            return
        elif tag == "img":
            alt = dict(attrs).get("alt") or "image"
            self.out.append(f'<span class="picture">{html.escape(alt)}</span>')
        elif tag in _TAGS:
            self.out.append(f"<{tag}{''.join(_attribute(tag, name, value or '') for name, value in attrs)}>")
            if tag not in _VOID:
                self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.silent:
            while self.silent.pop() != tag:
                pass
        elif not self.silent and tag in self.open:
            while (last := self.open.pop()) != tag:
                self.out.append(f"</{last}>")
            self.out.append(f"</{tag}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in _SILENT or tag in _TAGS - _VOID:
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.out.append(html.escape(data, quote=False))


_NUMBER = re.compile(r"\d{1,4}")


def _attribute(tag: str, name: str, value: str) -> str:
    if name not in _ATTRIBUTES["*"] and name not in _ATTRIBUTES.get(tag, ()):
        return ""
    if name in {"colspan", "rowspan", "start", "data-block"} and not _NUMBER.fullmatch(value):
        return ""
    if name == "href":
        # A relative address would lead to the review page's own server, so its text is not clickable.
        if not _leads_out(value):
            return f' title="{html.escape(value)}"'
        return f' href="{html.escape(value)}" target="_blank" rel="noopener noreferrer"'
    return f' {name}="{html.escape(value)}"'


def _leads_out(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return (parts.scheme in {"http", "https"} and bool(parts.netloc)) or parts.scheme == "mailto"
