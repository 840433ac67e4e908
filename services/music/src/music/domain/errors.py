"""The base of the errors of clients."""


class MusicError(Exception):
    """Base of errors that a client caused."""
