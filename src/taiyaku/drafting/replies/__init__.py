"""The one door that every machine's reply comes through before it is a draft.

What is not exactly as it was asked is refused with a finding that can be told to the machine: tags that are missing,
doubled, invented, renested, emptied or escaped again; a fence, a second paragraph; text that answers the article
instead of translating it, in another language, or far too short; two replies that changed places.
"""

from __future__ import annotations

from taiyaku.drafting.replies.injections import gives_orders
from taiyaku.drafting.replies.plausible import implausibility
from taiyaku.drafting.replies.swaps import find_swaps
from taiyaku.drafting.replies.tags import Tagged, parse_reply, tag_unit

__all__ = ["Tagged", "find_swaps", "gives_orders", "implausibility", "parse_reply", "tag_unit"]
