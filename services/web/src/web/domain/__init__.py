"""Rules without I/O: what a token says of its user, texts and their plural forms."""
