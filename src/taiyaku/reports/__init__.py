"""Findings and status in the formats that people and other tools read; ``formats`` lists them."""
