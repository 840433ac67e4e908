"""Daily snapshots of every title's audience, and which titles rise and fall.

Consumes media.imported, stats.updated and signals.collected; publishes nothing.
"""
