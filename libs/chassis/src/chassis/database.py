"""Postgres: the engine, the naming of constraints, and which failures are the infrastructure's."""

from typing import Final

import asyncpg
from sqlalchemy import MetaData, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from chassis.health import Check, CheckResult

NAMING: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# Serialization failure, deadlock, lock not available, query cancelled, shutdown, too many connections.
_TRANSIENT_STATES: Final = frozenset({"40001", "40P01", "55P03", "57014", "57P01", "57P02", "57P03", "53300"})


def metadata() -> MetaData:
    """Give the metadata of a service's tables, with the house's names for constraints."""
    return MetaData(naming_convention=NAMING)


def async_url(url: str) -> str:
    """Give the SQLAlchemy form of a plain `postgresql://` URL."""
    return url.replace("postgresql://", "postgresql+asyncpg://", 1)


def create_engine(
    url: str, *, schema: str, application_name: str, pool_size: int = 5, max_overflow: int = 5
) -> AsyncEngine:
    """Give an engine whose connections work in one schema, with bounded waits."""
    return create_async_engine(
        async_url(url),
        pool_size=pool_size,
        max_overflow=max_overflow,
        pool_timeout=5,
        pool_recycle=1800,
        pool_pre_ping=True,
        connect_args={
            "timeout": 5,
            "command_timeout": 30,
            "server_settings": {
                "application_name": application_name,
                "search_path": f"{schema},public",
                "jit": "off",
            },
        },
    )


def is_infrastructure_failure(failure: BaseException) -> bool:
    """Tell whether trying again later can help: the data is not at fault."""
    if isinstance(failure, DBAPIError):
        if _is_refused_value(failure):
            return False
        if failure.connection_invalidated or isinstance(failure, InterfaceError):
            return True
        state = getattr(failure.orig, "sqlstate", None)
        if isinstance(state, str):
            return state in _TRANSIENT_STATES or state.startswith("08")
        return isinstance(failure, OperationalError)
    return isinstance(
        failure, (OSError, TimeoutError, PoolTimeout, asyncpg.PostgresConnectionError, asyncpg.InterfaceError)
    ) and not isinstance(failure, ValueError)


def _is_refused_value(failure: DBAPIError) -> bool:
    """The driver reports a value it cannot send as an interface error caused by a ValueError."""
    cause: BaseException | None = failure.orig
    while cause is not None:
        if isinstance(cause, (ValueError, TypeError, OverflowError)):
            return True
        cause = cause.__cause__
    return False


def database_check(engine: AsyncEngine) -> Check:
    """Give the readiness check of a database."""

    async def check() -> CheckResult:
        async with engine.connect() as connection:
            await connection.execute(text("select 1"))
        return CheckResult("up")

    return check


__all__ = [
    "NAMING",
    "AsyncConnection",
    "AsyncEngine",
    "async_url",
    "create_engine",
    "database_check",
    "is_infrastructure_failure",
    "metadata",
]
