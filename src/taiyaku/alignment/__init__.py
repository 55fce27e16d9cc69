"""An existing translation and its source, paired unit by unit."""
