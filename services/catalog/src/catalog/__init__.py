"""The read model of every title: lists and pages.

Consumes media.imported, season.synced, stats.updated, list.refreshed and library.entry.changed.
"""
