"""Ratings, audience and the open score of every title.

Consumes `media.imported`, `signals.collected` and `list.refreshed`; publishes `stats.updated`.
"""
