"""The only service that calls providers: imports titles from TMDB, Trakt, OMDb and TVMaze, reads lists and signals.

In: library.entry.changed. Out: media.imported, season.synced, signals.collected, list.refreshed, import.progressed.
"""
