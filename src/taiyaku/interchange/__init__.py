"""Files of other tools: each format is a module that reads it and writes it."""
