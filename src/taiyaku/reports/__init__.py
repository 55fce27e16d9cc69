"""Findings in the forms that people and other tools read; each module is a form and has ``write``."""
