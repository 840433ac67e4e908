"""What can be listed, read and searched: the read model of every title.

Consumes media.imported, season.synced, stats.updated, list.refreshed and library.entry.changed.
"""
