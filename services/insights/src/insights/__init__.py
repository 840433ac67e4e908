"""Daily snapshots of every title's audience, and the titles that rise and fall.

Consumes `media.imported`, `media.published`, `stats.updated` and `signals.collected`; publishes no events.
"""
