"""Limiters of servers."""

from collections.abc import Mapping


class Unlimited:
    """Lets every request pass: a server that limits them says so, and `ServerCalls` waits as it states."""

    def __init__(self, server: str) -> None:
        self.server = server

    async def acquire(self) -> None:
        """Pass at once."""

    def record(self, status: int, headers: Mapping[str, str]) -> None:
        """Note nothing."""
