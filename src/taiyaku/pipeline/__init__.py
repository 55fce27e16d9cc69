"""How an article gets from its files to an outcome, and the outcome back into the files."""
