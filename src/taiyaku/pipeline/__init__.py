"""The way of an article from its files to its outcome and back."""
