"""The access log: one line per request, in the form of every other log line.

The line of a successful request is formatted here and written to standard output with others: a log record with its
handlers, filters and formatter takes as long as the rest of a short request. Every other line, and every line of a
process that has not configured its logs, is an ordinary record of the logger `access`.
"""

import asyncio
import logging
import re
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from random import random
from typing import Final, Literal, TextIO

from chassis.runtime.observability.log_fields import current_fields
from chassis.runtime.telemetry import request_trace_ids

AccessLogMode = Literal["all", "errors", "off"]

logger = logging.getLogger("access")

FLUSH_SECONDS: Final = 0.05
"""How long a line waits for others, which are written with it; a killed process loses the lines that wait."""

_ERROR: Final = 400
_PLAIN: Final = re.compile(r"[A-Za-z0-9/_.~*-]*")
"""Paths that need no masking and no escapes; what is masked already has asterisks."""


class AccessLog:
    """Writes the line of each request, by `mode`; `ratio` is the share of successful requests that have one."""

    def __init__(
        self,
        service: str | None = None,
        mode: AccessLogMode = "all",
        ratio: float = 1.0,
        *,
        stream: TextIO | None = None,
        now: Callable[[], float] = time.time,
        role: str = "all",
    ) -> None:
        """Without `service`, every line is a log record."""
        self._service = service
        self._mode = mode
        self._ratio = ratio
        self._stream = stream or sys.stdout
        self._now = now
        self._second = 0
        self._until_second = ""
        self._after_time = (
            f'+00:00", "level": "info", "service": "{service}", "role": "{role}", "logger": "access",'
            ' "message": "request", '
        )
        self._lines: list[str] = []

    def write(self, method: str, path: str, status: int, seconds: float, request_id: str) -> None:
        """Write the line of a request that ended now."""
        if self._mode == "off" or (status < _ERROR and not self._is_wanted()) or not logger.isEnabledFor(logging.INFO):
            return
        milliseconds = int(seconds * 100_000 + 0.5) / 100
        if status >= _ERROR or self._service is None or not _PLAIN.fullmatch(path):
            fields = {"method": method, "path": path, "status": status, "milliseconds": milliseconds}
            logger.info("request", extra=fields)
            return
        ids = request_trace_ids()
        trace = "" if ids is None else f'"trace_id": "{ids[0]}", "span_id": "{ids[1]}", '
        self._lines.append(
            f'{self._start()}{trace}"request_id": "{request_id}", {_whose()}"method": "{method}", "path": "{path}",'
            f' "status": {status}, "milliseconds": {milliseconds}}}\n'
        )
        if len(self._lines) == 1:
            self._flush_later()

    def flush(self) -> None:
        """Write the lines that wait."""
        lines, self._lines = self._lines, []
        with suppress(OSError, ValueError):
            self._stream.write("".join(lines))
            self._stream.flush()

    def _flush_later(self) -> None:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.flush()
        else:
            loop.call_later(FLUSH_SECONDS, self.flush)

    def _is_wanted(self) -> bool:
        return self._mode == "all" and (self._ratio >= 1.0 or random() < self._ratio)

    def _start(self) -> str:
        """Return the first fields of a line."""
        now = self._now()
        second = int(now)
        if second != self._second:
            self._second = second
            self._until_second = f'{{"time": "{datetime.fromtimestamp(second, UTC):%Y-%m-%dT%H:%M:%S}'
        return f"{self._until_second}.{int((now - second) * 1000):03d}{self._after_time}"


def _whose() -> str:
    """Return the field of the user, if there is one: an id, which needs no escapes."""
    user = current_fields.get().get("user_id")
    return "" if user is None else f'"user_id": "{user}", '


@dataclass(slots=True)
class _Current:
    log: AccessLog


_current: Final = _Current(AccessLog())


def configure_access_log(service: str, mode: AccessLogMode = "all", ratio: float = 1.0, role: str = "all") -> None:
    """Set the access log of the process, after its logs are configured."""
    _current.log = AccessLog(service, mode, ratio, role=role)


def access_log() -> AccessLog:
    """Return the access log of the process."""
    return _current.log
