"""Videos of titles: upload, transcoding, protection and streaming.

Consumes `subscription.changed`, `purchase.changed`, `session.revoked` and `user.deleted`; publishes
`playback.progressed` and `playback.session.ended`.
"""
