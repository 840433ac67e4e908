"""The fields that every log line of a piece of work has: whose request it is, which job, which event."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Final

NONE: Final[Mapping[str, str]] = MappingProxyType({})

current_fields: ContextVar[Mapping[str, str]] = ContextVar("log_fields", default=NONE)


@contextmanager
def log_fields(**fields: str) -> Iterator[None]:
    """Add fields to the log lines of this block."""
    token = current_fields.set({**current_fields.get(), **fields})
    try:
        yield
    finally:
        current_fields.reset(token)


def add_log_field(name: str, value: str) -> None:
    """Add a field to the log lines of the rest of the request."""
    current_fields.set({**current_fields.get(), name: value})
