"""The client of a request: where it comes from and what it calls itself."""

from dataclasses import dataclass
from typing import Final

USER_AGENT_CHARS: Final = 512


@dataclass(frozen=True, slots=True)
class Client:
    """Network address and user agent of a client; empty if unknown."""

    address: str = ""
    user_agent: str = ""
