"""Languages, apart from any article: locales, scripts, sentences and their pairing, embeddings."""
