"""Titles as the events state them, and the entries that follow from them."""
