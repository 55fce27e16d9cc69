"""Fills units without a translation from the memory or by a provider; every reply is verified first."""
