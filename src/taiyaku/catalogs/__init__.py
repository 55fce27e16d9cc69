"""The catalog of an article: PO files, matched with the current source and with edits of the target."""
