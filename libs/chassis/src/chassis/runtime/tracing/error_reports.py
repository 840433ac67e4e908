"""Reports of unexpected errors to a server that speaks Sentry's protocol: Sentry, GlitchTip, Bugsink.

What is reported is what an operator would look for: log lines of level error that carry an exception. Those are the
responses with status 500, crashed jobs and background tasks, and events that cannot be applied. Outages, rejected
events and invalid requests are none. A report holds the exception, its frames without the values of variables, and the
ids of its log line; every text is masked as in the logs. It has no request, no user and no host.

The library is imported only by a process that reports, and instruments nothing: this handler is its only use.
"""

import logging
from collections.abc import Mapping
from typing import Any, Final

from chassis.runtime.logs import RepetitionFilter, request_id
from chassis.runtime.observability.log_fields import current_fields
from chassis.runtime.observability.masking import masked
from chassis.runtime.telemetry import trace_ids

FLUSH_SECONDS: Final = 2.0
_TAGS: Final = ("job_id", "event_id", "delivery_id", "task", "topic")
_DROPPED: Final = ("modules", "extra", "user", "request", "server_name", "breadcrumbs")


class ErrorReports(logging.Handler):
    """Sends the exceptions of error lines, each place in the code once a minute at most."""

    def __init__(
        self, dsn: str, *, service: str, role: str, environment: str, release: str, transport: Any = None
    ) -> None:
        """Raise ValueError when the DSN is none. `transport` replaces the library's own."""
        from sentry_sdk import Client  # noqa: PLC0415 - for processes that report
        from sentry_sdk.utils import BadDsn  # noqa: PLC0415

        try:
            self._client = Client(
                dsn,
                environment=environment,
                release=release,
                default_integrations=False,
                auto_enabling_integrations=False,
                auto_session_tracking=False,
                send_client_reports=False,
                include_local_variables=False,
                max_breadcrumbs=0,
                server_name="",
                before_send=scrubbed,
                **({} if transport is None else {"transport": transport}),
            )
        except BadDsn as bad:
            raise ValueError(f"error_tracking_dsn is no DSN: {bad}") from None
        # From here on logging knows the handler, and closes it when the process ends.
        super().__init__(logging.ERROR)
        self.addFilter(RepetitionFilter(""))
        self._tags = {"service": service, "role": role}

    def emit(self, record: logging.LogRecord) -> None:
        """Send the exception of a line, if it has one."""
        if not record.exc_info or record.exc_info[1] is None:
            return
        from sentry_sdk.utils import event_from_exception  # noqa: PLC0415

        try:
            event, hint = event_from_exception(
                record.exc_info, client_options=self._client.options, mechanism={"type": "logging", "handled": True}
            )
            event["logger"] = record.name
            event["level"] = "fatal" if record.levelno >= logging.CRITICAL else "error"
            event["message"] = record.getMessage()
            event["tags"] = {**self._tags, **_ids(record)}
            if (ids := trace_ids()) is not None:
                event["contexts"] = {"trace": {"trace_id": ids[0], "span_id": ids[1]}}
            self._client.capture_event(event, hint)
        except Exception:  # noqa: BLE001 - a report that fails must not fail what it reports
            self.handleError(record)

    def close(self) -> None:
        """Send what waits, for two seconds at most."""
        self._client.close(timeout=FLUSH_SECONDS)
        super().close()


def _ids(record: logging.LogRecord) -> dict[str, str]:
    """Return the ids by which the log lines of an error are found."""
    values: Mapping[str, object] = {**current_fields.get(), **record.__dict__, "request_id": request_id.get()}
    return {name: str(values[name]) for name in ("request_id", *_TAGS) if values.get(name)}


def scrubbed(event: Any, _hint: Any) -> Any:
    """Return a report without what identifies a person or a machine, and with every text masked."""
    kept = {name: value for name, value in event.items() if name not in _DROPPED}
    return {name: _masked(value) for name, value in kept.items()}


def _masked(value: object) -> object:
    """Return a value with its texts masked; only fields of the report itself have names, none is a secret's."""
    if isinstance(value, Mapping):
        return {name: _masked(inner) for name, inner in value.items() if name != "vars"}
    if isinstance(value, list):
        return [_masked(inner) for inner in value]
    return masked("", value) if isinstance(value, str) else value


def configure_error_reports(dsn: str, *, service: str, role: str, environment: str, release: str) -> ErrorReports:
    """Report errors of this process from now on; close the result when it ends. Raise ValueError for a bad DSN."""
    reports = ErrorReports(dsn, service=service, role=role, environment=environment, release=release)
    logging.getLogger().addHandler(reports)
    return reports
