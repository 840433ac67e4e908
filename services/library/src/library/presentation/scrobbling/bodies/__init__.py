"""Bodies of webhooks: a module per source turns its documented shape into a scrobble.

Servers, their versions and their templates differ, so reading is tolerant: a field of an unexpected type counts as
missing. Only a body from which no report can be read at all is invalid.
"""
