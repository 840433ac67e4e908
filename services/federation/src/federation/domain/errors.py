"""The base of every error of federation."""


class FederationError(Exception):
    """Base of every error of this service."""
