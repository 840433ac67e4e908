"""The base of the errors of social; each subject has its own below it."""


class SocialError(Exception):
    """Base of every error of this service."""
