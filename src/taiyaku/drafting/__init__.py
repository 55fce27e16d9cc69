"""Units without a translation filled from the memory and by providers; every reply is verified first."""
