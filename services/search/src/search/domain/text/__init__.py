"""How names and queries are compared: folding, words, scripts and sounds."""
