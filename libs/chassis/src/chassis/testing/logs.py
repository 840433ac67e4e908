"""Everything that log records hold, to search it for secrets."""

import logging
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from chassis.runtime.logs import JsonFormatter

_FORMATTER: Final = JsonFormatter("test")
OF_TESTS: Final = ("httpx2", "aiohttp.access")
"""Loggers of a test's own client and server. Services silence the one and do not have the other."""


def leaks(records: Iterable[logging.LogRecord], secrets: Mapping[str, str | bytes]) -> list[str]:
    """Return the names of secrets that records hold before anything is masked, each with its logger and message."""
    places = []
    for record in records:
        if record.name.startswith(OF_TESTS):
            continue
        text = _text(record)
        for name, secret in secrets.items():
            if any(form in text for form in _forms(secret)):
                places.append(f"{name}: {record.name}: {record.msg}")
    return places


def _text(record: logging.LogRecord) -> str:
    """Return message, arguments, extra fields and the exception with its causes."""
    exception = _FORMATTER.formatException(record.exc_info) if record.exc_info else ""
    return f"{record.getMessage()} {record.__dict__!r} {exception}"


def _forms(secret: str | bytes) -> Collection[str]:
    """Return a secret as text, or the forms in which bytes are shown."""
    return (secret,) if isinstance(secret, str) else (secret.hex(), repr(secret)[2:-1])
