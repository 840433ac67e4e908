"""A user's entries: what they plan, watch, rate and note, one entry per user and title.

Consumes `media.imported`, `media.published`, `season.synced`, `stats.updated`, `playback.progressed` and
`user.deleted`; publishes `library.entry.changed`.
"""
