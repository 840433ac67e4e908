"""Structured logs: one JSON object per line, with service, trace and request ids, and with secrets masked."""

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Final

from chassis.runtime.observability.log_fields import current_fields
from chassis.runtime.observability.masking import mask, masked
from chassis.runtime.telemetry import trace_ids

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

_PLAIN_FIELDS: Final = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
_OTHERS: Final = (
    "uvicorn",
    "uvicorn.error",
    "uvicorn.access",
    "aiokafka",
    "sqlalchemy",
    "sqlalchemy.engine",
    "alembic",
)
"""Loggers that libraries give handlers of their own."""
_TALKATIVE: Final = ("aiokafka", "httpx2", "sqlalchemy.engine", "urllib3")
"""Loggers whose lines below a warning say nothing to an operator."""


class JsonFormatter(logging.Formatter):
    """Formats a record as one JSON line with its `extra` fields; those named like secrets are masked."""

    def __init__(self, service: str, role: str = "all") -> None:
        super().__init__()
        self._service = service
        self._role = role

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "service": self._service,
            "role": self._role,
            "logger": record.name,
            "message": mask(record.getMessage()),
        }
        if (ids := trace_ids()) is not None:
            line["trace_id"], line["span_id"] = ids
        if (current := request_id.get()) is not None:
            line["request_id"] = current
        line.update(current_fields.get())
        for name, value in record.__dict__.items():
            if name not in _PLAIN_FIELDS:
                line[name] = masked(name, value)
        if record.exc_info:
            line["exception"] = mask(self.formatException(record.exc_info))
        # The stream would reject a line with a lone surrogate.
        return json.dumps(line, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()


class RepetitionFilter(logging.Filter):
    """Limits each kind of message of some loggers to one per minute: Kafka's client repeats messages without end."""

    def __init__(self, *names: str, seconds: float = 60.0) -> None:
        super().__init__()
        self._names = names
        self._seconds = seconds
        self._logged_at: dict[tuple[str, int], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the record is to be logged."""
        if not record.name.startswith(self._names):
            return True
        kind = (record.pathname, record.lineno)
        if record.created - self._logged_at.get(kind, 0.0) < self._seconds:
            return False
        self._logged_at[kind] = record.created
        return True


def configure_logging(service: str, level: str = "INFO", role: str = "all") -> None:
    """Send every logger of the process, and every warning of Python, to standard output as JSON lines."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter(service, role))
    handler.addFilter(RepetitionFilter("aiokafka"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _OTHERS:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
