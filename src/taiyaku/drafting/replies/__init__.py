"""Verification of every machine's reply before it becomes a draft.

A reply that deviates from its request is refused with a finding that the machine gets with the next request: for tags
that are missing, doubled, invented, nested differently, emptied or escaped twice; for a code fence or a second
paragraph; for text that answers the article instead of translating it, or is in another language or far too short; and
for two replies that are swapped.
"""
