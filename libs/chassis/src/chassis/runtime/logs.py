"""Structured logs: one JSON object per line, with service, trace and request ids, and with secrets masked."""

import json
import logging
import re
import sys
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Final

from chassis.core.path_secrets import WEBHOOK_PREFIX
from chassis.runtime.telemetry import trace_ids

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

_PLAIN_FIELDS: Final = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
_SECRET_NAME: Final = re.compile(r"password|secret|token|authorization|api_?key|cookie", re.IGNORECASE)
_SECRET_TEXT: Final = re.compile(
    r"(?i)(bearer\s+)[\w.~+/=-]+"
    r"|((?:api_?key|password|secret|token)[\"']?\s*[=:]\s*[\"']?)[^&\s\"',;)}]+"
    r"|(://[^:/\s\"']*:)[^@\s\"']+(?=@)"
    rf"|{WEBHOOK_PREFIX}[\w-]+"
)
MASK: Final = "***"


def mask(text: str) -> str:
    """Return the text with its credentials replaced."""
    return _SECRET_TEXT.sub(lambda match: "".join(part or "" for part in match.groups()) + MASK, text)


def _masked(name: str, value: object) -> object:
    """Return a field's value without secrets: by the field's name, by names inside it, and by the form of texts."""
    if _SECRET_NAME.search(name):
        return MASK
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, Mapping):
        return {str(key): _masked(str(key), item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_masked("", item) for item in value]
    return value if isinstance(value, (int, float, bool)) or value is None else mask(str(value))


class JsonFormatter(logging.Formatter):
    """Formats a record as one JSON line with its `extra` fields; those named like secrets are masked."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "service": self._service,
            "logger": record.name,
            "message": mask(record.getMessage()),
        }
        if (ids := trace_ids()) is not None:
            line["trace_id"], line["span_id"] = ids
        if (current := request_id.get()) is not None:
            line["request_id"] = current
        for name, value in record.__dict__.items():
            if name not in _PLAIN_FIELDS:
                line[name] = _masked(name, value)
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


def configure_logging(service: str, level: str = "INFO") -> None:
    """Send every logger of the process to standard output as JSON lines."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter(service))
    handler.addFilter(RepetitionFilter("aiokafka"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    logging.getLogger("aiokafka").setLevel(logging.WARNING)
    logging.getLogger("httpx2").setLevel(logging.WARNING)
