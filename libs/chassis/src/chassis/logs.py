"""Structured logs: one JSON object a line, with service, trace and request ids; secrets never appear."""

import json
import logging
import re
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Final

from opentelemetry import trace

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

_PLAIN_FIELDS: Final = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
_SECRET_NAME: Final = re.compile(r"password|secret|token|authorization|api_?key|cookie", re.IGNORECASE)
_SECRET_TEXT: Final = re.compile(
    r"(?i)(bearer\s+)[\w.~+/=-]+|((?:api_key|apikey|password|token)=)[^&\s\"']+|(://[^:/\s]+:)[^@\s]+(?=@)"
)
MASK: Final = "***"


def mask(text: str) -> str:
    """Give the text with credentials in it replaced."""
    return _SECRET_TEXT.sub(lambda found: "".join(part or "" for part in found.groups()) + MASK, text)


class JsonFormatter(logging.Formatter):
    """Formats a record as one JSON line; `extra` fields are kept, those named like secrets are masked."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        """Give the line of one record."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "service": self._service,
            "logger": record.name,
            "message": mask(record.getMessage()),
        }
        span = trace.get_current_span().get_span_context()
        if span.is_valid:
            line["trace_id"] = format(span.trace_id, "032x")
            line["span_id"] = format(span.span_id, "016x")
        if (current := request_id.get()) is not None:
            line["request_id"] = current
        for name, value in record.__dict__.items():
            if name not in _PLAIN_FIELDS:
                line[name] = MASK if _SECRET_NAME.search(name) else value
        if record.exc_info:
            line["exception"] = mask(self.formatException(record.exc_info))
        return json.dumps(line, default=str, ensure_ascii=False)


def configure_logging(service: str, level: str = "INFO") -> None:
    """Send every logger of the process to standard output as JSON lines."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter(service))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    logging.getLogger("aiokafka").setLevel(logging.WARNING)
    logging.getLogger("httpx2").setLevel(logging.WARNING)
