"""The rules of the score. Imports nothing but the standard library."""
