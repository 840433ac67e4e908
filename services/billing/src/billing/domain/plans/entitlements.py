"""What a plan allows."""

from dataclasses import dataclass
from typing import Literal

RateClass = Literal["free", "basic", "standard", "premium"]


@dataclass(frozen=True, slots=True)
class Entitlements:
    """The limits of a plan."""

    device_limit: int
    """Most devices that are signed in at once."""
    concurrent_streams: int
    """Most titles that play at once."""
    rate_class: RateClass
    """The class of the gateway's limits of requests."""
