"""Rules that values break, as clients need them to say in another language what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """A rule that a value breaks: its stable code, the message, and the values in the message by name."""

    rule: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the message."""
        return self.message
