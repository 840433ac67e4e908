"""The only door to the outside: imports titles from TMDB, Trakt, OMDb and TVMaze, collects lists and signals.

In: library.entry.changed. Out: media.imported, season.synced, signals.collected, list.refreshed, import.progressed.
"""
