"""Ratings, audience and the open score of every title.

Consumes `media.imported` and `signals.collected`; publishes `stats.updated`.
"""
