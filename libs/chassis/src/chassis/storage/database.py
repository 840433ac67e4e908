"""Postgres: the engine, the naming of constraints, and the classification of failures."""

import json
from collections.abc import Iterator
from typing import Any, Final

import asyncpg
from sqlalchemy import MetaData, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from chassis.runtime.health import Check, CheckResult
from chassis.storage.connection import Connection
from chassis.storage.pools.health import replace_dead_connections
from chassis.storage.pools.measured import MeasuredPool, measure_pool

NAMING: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

RECYCLE_SECONDS: Final = 1800
"""A connection that is older is replaced."""

# Classes of SQLSTATE of failures of the server, not of the statement: connection, resources, operator
# intervention (shutdown, cancelled by a timeout), system error, refused sign-in.
_INFRASTRUCTURE_CLASSES: Final = ("08", "53", "57", "58", "28")
_DEADLOCK: Final = "40P01"
# Serialization failure, completion unknown, deadlock, transaction ended by a time limit, standby after a
# failover, lock not available, database missing.
_INFRASTRUCTURE_STATES: Final = frozenset({"40001", "40003", _DEADLOCK, "25P03", "25P04", "25006", "55P03", "3D000"})
# Text too long, number or date out of range, character that the database's encoding or JSON does not have, value
# larger than an index entry.
_VALUE_STATES: Final = frozenset({"22001", "22003", "22008", "22021", "22P05", "54000"})
# Schema, table, column or function missing, or not granted: code and migrations are not of the same release.
_SCHEMA_STATES: Final = frozenset({"3F000", "42P01", "42703", "42883", "42501"})


def metadata() -> MetaData:
    """Return the metadata of a service's tables, with the naming convention of constraints."""
    return MetaData(naming_convention=NAMING)


def async_url(url: str) -> str:
    """Return the SQLAlchemy form of a plain `postgresql://` URL."""
    return url.replace("postgresql://", "postgresql+asyncpg://", 1)


class JsonText(str):
    """A text that is JSON already, and is written to a JSONB column as it is."""

    __slots__ = ()


def _to_json(value: object) -> str:
    return value if isinstance(value, JsonText) else json.dumps(value)


def connect_options(schema: str, application_name: str) -> dict[str, Any]:
    """Return the driver's options of every connection: one schema, and bounded waits."""
    return {
        "connection_class": Connection,
        "timeout": 5,
        "command_timeout": 30,
        "server_settings": {
            "application_name": application_name,
            "search_path": f"{schema},public",
            "jit": "off",
        },
    }


def create_engine(
    url: str,
    *,
    schema: str,
    application_name: str,
    pool_size: int = 5,
    max_overflow: int = 5,
    pool_timeout: float = 5.0,
) -> AsyncEngine:
    """Return an engine whose connections use one schema, with bounded waits."""
    engine = create_async_engine(
        async_url(url),
        poolclass=MeasuredPool,
        pool_size=pool_size,
        max_overflow=max_overflow,
        pool_timeout=pool_timeout,
        pool_recycle=RECYCLE_SECONDS,
        # The connection used last is the least likely to be dead, and has the most prepared statements.
        pool_use_lifo=True,
        json_serializer=_to_json,
        # Values must not reach logs and dead letters in the text of an error.
        hide_parameters=True,
        connect_args=connect_options(schema, application_name),
    )
    replace_dead_connections(engine)
    measure_pool(application_name, engine)
    return engine


def is_infrastructure_failure(failure: BaseException) -> bool:
    """Return whether a retry can help: neither the data nor the code is the cause."""
    if isinstance(failure, DBAPIError):
        return _is_server_fault(failure)
    if isinstance(failure, asyncpg.PostgresError):
        return _is_server_state(failure.sqlstate) or isinstance(failure, asyncpg.InvalidCachedStatementError)
    if isinstance(failure, _FILE_ERRORS):
        return False
    return isinstance(failure, _OUTAGES) and not isinstance(failure, ValueError)


def is_deadlock(failure: BaseException) -> bool:
    """Return whether Postgres has ended a transaction because others waited for it, and it for them."""
    return _state(failure) == _DEADLOCK


def is_schema_mismatch(failure: BaseException) -> bool:
    """Return whether the tables are not those that the code expects, for example before a migration."""
    return _state(failure) in _SCHEMA_STATES


def is_refused_value(failure: BaseException) -> bool:
    """Return whether a value cannot be stored: a NUL or lone surrogate in a text, a number out of range."""
    return isinstance(failure, _DATABASE_ERRORS) and (
        _state(failure) in _VALUE_STATES
        or any(isinstance(cause, (UnicodeEncodeError, OverflowError)) for cause in _causes(failure))
    )


# Errors of the operating system about a file, never about a connection.
_FILE_ERRORS: Final = (FileNotFoundError, FileExistsError, IsADirectoryError, NotADirectoryError, PermissionError)
_OUTAGES: Final = (
    OSError,
    TimeoutError,
    PoolTimeout,
    PendingRollbackError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
# As they come through SQLAlchemy, and from the driver itself.
_DATABASE_ERRORS: Final = (DBAPIError, asyncpg.PostgresError, asyncpg.InterfaceError)


def _is_server_fault(failure: DBAPIError) -> bool:
    # The driver reports a value it cannot send as an interface error caused by one of these.
    if any(isinstance(cause, (ValueError, TypeError, OverflowError)) for cause in _causes(failure)):
        return False
    if failure.connection_invalidated or isinstance(failure, InterfaceError) or _is_stale_cache(failure):
        return True
    state = _state(failure)
    return isinstance(failure, OperationalError) if state is None else _is_server_state(state)


def _is_server_state(state: str | None) -> bool:
    return state is not None and (state in _INFRASTRUCTURE_STATES or state.startswith(_INFRASTRUCTURE_CLASSES))


def _state(failure: BaseException) -> str | None:
    """Return the SQLSTATE of a failure, or null without one."""
    state = getattr(failure.orig if isinstance(failure, DBAPIError) else failure, "sqlstate", None)
    return state if isinstance(state, str) else None


def _is_stale_cache(failure: DBAPIError) -> bool:
    """Return whether a migration changed the table of a prepared statement; the next attempt prepares it again."""
    cause = failure.orig.__cause__ if failure.orig is not None else None
    return isinstance(cause, (asyncpg.InvalidCachedStatementError, asyncpg.InternalClientError))


def _causes(failure: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = failure.orig if isinstance(failure, DBAPIError) else failure
    while cause is not None:
        yield cause
        cause = cause.__cause__


def database_check(engine: AsyncEngine) -> Check:
    """Return the readiness check of a database."""

    async def check() -> CheckResult:
        async with engine.connect() as connection:
            await connection.execute(text("select 1"))
        return CheckResult("up")

    return check


__all__ = [
    "NAMING",
    "AsyncConnection",
    "AsyncEngine",
    "JsonText",
    "async_url",
    "create_engine",
    "database_check",
    "is_infrastructure_failure",
    "is_refused_value",
    "is_schema_mismatch",
    "metadata",
]
