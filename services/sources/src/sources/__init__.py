"""Libraries of media that users connect: their files, and the titles that these are.

Consumes `media.imported` and `user.deleted`; publishes outages of sources.
"""
