"""What a viewer watches, rates and keeps: one entry per viewer and title.

Consumes media.imported, stats.updated and user.deleted; publishes library.entry.changed.
"""
