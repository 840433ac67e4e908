"""The span of a transaction, with the number of its statements: one span each would be more than anybody reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from opentelemetry.trace import SpanKind
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.runtime.observability import attributes
from chassis.runtime.telemetry import exports_spans
from chassis.runtime.tracing.spans import span


class _Count:
    """How many statements a transaction has executed."""

    statements = 0


_count: ContextVar[_Count | None] = ContextVar("statement_count", default=None)
_SYSTEM: Final = {attributes.DB_SYSTEM: attributes.POSTGRES}


def count_statements(engine: AsyncEngine) -> None:
    """Count the statements that SQLAlchemy executes on this engine, if this process exports spans."""
    if exports_spans() and not event.contains(engine.sync_engine, "before_cursor_execute", _count_one):
        event.listen(engine.sync_engine, "before_cursor_execute", _count_one)


def add_statement() -> None:
    """Count a statement that does without SQLAlchemy."""
    if (count := _count.get()) is not None:
        count.statements += 1


@contextmanager
def transaction_span() -> Iterator[None]:
    """Surround a transaction with a span, from the request of a connection to its return."""
    if not exports_spans():
        yield
        return
    count = _Count()
    token = _count.set(count)
    try:
        with span("transaction", kind=SpanKind.CLIENT, attributes=_SYSTEM) as current:
            try:
                yield
            finally:
                current.set_attribute(attributes.DB_STATEMENTS, count.statements)
    finally:
        _count.reset(token)


def _count_one(*_: object) -> None:
    add_statement()
