"""The files of keys in the data folder: each is created at the first start, and belongs into a backup."""

from typing import Final

SIGNING_KEY: Final = "signing-key.pem"
"""Signs access tokens."""
ENCRYPTION_KEY: Final = "encryption-key"
"""Encrypts columns of auth, as the others do those of their services."""
NOTIFICATIONS_KEY: Final = "notifications-encryption-key"
PLAYBACK_KEY: Final = "playback-encryption-key"
SOURCES_KEY: Final = "sources-encryption-key"
NOTICE_KEY: Final = "notice-key"
"""Seals notices between auth and notifications."""

ENCRYPTION_KEYS: Final = (ENCRYPTION_KEY, NOTIFICATIONS_KEY, PLAYBACK_KEY, SOURCES_KEY, NOTICE_KEY)
KEY_FILES: Final = (SIGNING_KEY, *ENCRYPTION_KEYS)
