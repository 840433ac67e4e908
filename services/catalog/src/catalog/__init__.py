"""The read model of every title: lists, pages and search.

Consumes media.imported, season.synced, stats.updated, list.refreshed and library.entry.changed.
"""
