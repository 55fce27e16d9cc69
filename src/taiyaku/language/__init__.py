"""What is known of languages apart from any article: scripts, sentences, their pairing, embeddings."""
