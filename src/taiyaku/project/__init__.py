"""The files of a project: its articles, their locks, what was last written, renames."""
