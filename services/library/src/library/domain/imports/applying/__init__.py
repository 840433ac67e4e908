"""Applying the rows of a file: which titles and episodes they mean, and what they add to a journal."""
