"""The base of the errors of this service; each subject has its own in `<subject>/errors.py`."""


class SourcesError(Exception):
    """A request that cannot be fulfilled, or a rule that was broken."""
