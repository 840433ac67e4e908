"""Errors of playback. Each subject draws its own in its module of errors."""


class PlaybackError(Exception):
    """Base of every error of this service."""
