"""Formulas of the score: each is a value, named by its version, that computes a result with its terms."""
