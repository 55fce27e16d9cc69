"""The catalog of an article: PO files, matched with the source as it is now and with edits of the target."""
