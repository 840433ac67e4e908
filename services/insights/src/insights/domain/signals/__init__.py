"""The rules of signals: what is observed of a title."""
