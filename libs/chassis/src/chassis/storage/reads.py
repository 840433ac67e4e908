"""Reads without SQLAlchemy at run time: single statements on connections of asyncpg.

A read through SQLAlchemy's asynchronous engine costs several times as much processor time as the same statement on a
connection of the driver. Statements are still built and checked with SQLAlchemy; each is compiled once.
"""

import re
import time
from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final, TypeAlias, TypeVar

import asyncpg
from sqlalchemy import ColumnClause, Integer, literal_column, make_url
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from chassis.runtime.metrics.pools import POOLS, PoolUse
from chassis.runtime.metrics.pools import WAIT_SECONDS as WAIT_SECONDS_OF_POOLS
from chassis.storage.database import RECYCLE_SECONDS, connect_options, is_infrastructure_failure
from chassis.storage.pools import health as pool_health
from chassis.storage.pools.vacancies import Vacancies

Record: TypeAlias = Any
"""A row of the driver (`asyncpg.Record`, which has no types): columns by name or by position."""
Values = Mapping[str, object]

NO_VALUES: Final[Values] = MappingProxyType({})
WAIT_SECONDS: Final = 5.0
"""How long a read waits for a connection."""

_DIALECT: Final = make_url("postgresql+asyncpg://").get_dialect()()
# The statement or a value was refused: the session is intact.
_REJECTED: Final = (asyncpg.PostgresError, ValueError)
# Workers for a part of a page take longer to start than to read it, and a pool's statements run side by side already.
# A merge join reads an index to its end to find a few rows that lookups by key find at once.
_SETTINGS: Final = {
    "plan_cache_mode": "force_generic_plan",
    "max_parallel_workers_per_gather": "0",
    "enable_mergejoin": "off",
}
_LITERAL: Final = re.compile(r"\{(\w+)\}")
# Of such texts none can end a literal, or an element of an array.
_NAME: Final = re.compile(r"[\w .:-]*")

L = TypeVar("L")


def literal(name: str, kind: TypeEngine[L]) -> ColumnClause[L]:
    """Return a place where a statement has a value in its text instead of a parameter.

    Postgres plans a statement of the pool once per connection, whatever the values of its parameters are. A value by
    whose frequency the plan is chosen must therefore be part of the text: a limit, or a filter that few rows pass. It
    should be one of few, because each text is prepared and planned of its own.
    """
    return literal_column(f"{{{name}}}", kind)


def literal_integer(name: str) -> ColumnClause[int]:
    """Return a place where a statement has an integer in its text, such as a limit."""
    return literal(name, Integer())


def _in_text(value: object) -> str:
    """Return a value as a statement has it: a number, a name, a day, or several names or numbers as an array."""
    match value:
        case bool():
            return str(value).lower()
        case int():
            return f"{value:d}"
        case date() if not isinstance(value, datetime):
            return f"date '{value.isoformat()}'"
        case str() if _NAME.fullmatch(value):
            return f"'{value}'"
        case list() | tuple() if all(isinstance(item, int) or _NAME.fullmatch(item) for item in value):
            return "'{" + ",".join(f'"{item}"' for item in value) + "}'"
    raise TypeError(f"{value!r} cannot be a part of a statement")


class CompiledRead:
    """A statement as the driver takes it: its text, and the names of its values by position."""

    __slots__ = ("_defaults", "_literals", "_names", "_parts", "_text")

    def __init__(self, statement: ClauseElement) -> None:
        """Compile a statement of SQLAlchemy; values that it contains become defaults. Raise TypeError for others."""
        compiled = statement.compile(dialect=_DIALECT)
        if not isinstance(compiled, SQLCompiler):
            raise TypeError(f"{statement!r} is no query")
        self._text = str(compiled)
        self._defaults = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        self._names = tuple(compiled.positiontup or ())
        self._parts = _LITERAL.split(self._text)
        self._literals = self._parts[1::2]

    def text(self, values: Values) -> str:
        """Return the text of the statement; raise TypeError for a literal that cannot be one."""
        if not self._literals:
            return self._text
        parts = list(self._parts)
        parts[1::2] = [_in_text(values[name]) for name in self._literals]
        return "".join(parts)

    def arguments(self, values: Values) -> list[object]:
        """Return the values by position."""
        defaults = self._defaults
        return [values[name] if name in values else defaults[name] for name in self._names]


class ReadPool:
    """Connections for single statements, each its own transaction; opened when needed, the last used one first.

    A statement is planned once per connection (`force_generic_plan`): planning takes Postgres several times as long as
    reading a page by an index. What the plan depends on is a `literal`.

    asyncpg's own pool takes half as much time again as the statement: it wraps the connection, creates a task for its
    release, and resets a session in which nothing was set.
    """

    def __init__(self, url: str, *, schema: str, application_name: str, size: int) -> None:
        """Create a pool of at most `size` connections, and open none."""
        self._url = url
        self._options = connect_options(schema, application_name)
        self._options["server_settings"] |= _SETTINGS
        self._size = size
        self._vacancies = Vacancies(size, WAIT_SECONDS_OF_POOLS.labels(f"{application_name}-reads"))
        self._in_use = 0
        POOLS.watch(f"{application_name}-reads", self)
        self._idle: list[_Session] = []
        self._closed = False

    async def fetch(self, read: CompiledRead, values: Values = NO_VALUES) -> list[Record]:
        """Return the rows of a statement. Raise TimeoutError when no connection becomes free in time."""
        text, arguments = read.text(values), read.arguments(values)
        if not self._vacancies.take():
            if not self._size:
                raise RuntimeError("database_read_pool_size is 0: this service has no read pool")
            await self._vacancies.wait(WAIT_SECONDS)
        self._in_use += 1
        try:
            session = await self._session()
            try:
                rows: list[Record] = await session.connection.fetch(text, *arguments)
            except BaseException as failure:
                if isinstance(failure, _REJECTED) and not is_infrastructure_failure(failure):
                    self._return(session)
                else:
                    # The statement may still run, or the session is lost: no other statement must wait for it.
                    session.connection.terminate()
                raise
            self._return(session)
            return rows
        finally:
            self._in_use -= 1
            self._vacancies.give()

    async def fetch_row(self, read: CompiledRead, values: Values = NO_VALUES) -> Record | None:
        """Return the first row of a statement, or null without any."""
        rows = await self.fetch(read, values)
        return rows[0] if rows else None

    def use(self) -> PoolUse:
        """Return how the pool is used now."""
        return PoolUse(self._size, self._in_use, self._vacancies.waiting)

    async def close(self) -> None:
        """Close the connections; one that is in use is closed when its statement ends."""
        self._closed = True
        idle, self._idle = self._idle, []
        for session in idle:
            await session.connection.close(timeout=pool_health.PING_SECONDS)

    async def _session(self) -> "_Session":
        """Return a connection that responds: dead ones are replaced, and all others of their age with them."""
        while self._idle:
            session = self._idle.pop()
            if session.connection.is_closed():
                continue
            if session.opened_at + RECYCLE_SECONDS < time.monotonic():
                session.connection.terminate()
                continue
            if await session.responds():
                return session
            for other in (session, *self._idle):
                other.connection.terminate()
            self._idle.clear()
        return _Session(await asyncpg.connect(self._url, **self._options))

    def _return(self, session: "_Session") -> None:
        if self._closed:
            session.connection.terminate()
        elif not session.connection.is_closed():
            session.idle_since = time.monotonic()
            self._idle.append(session)


class _Session:
    """A connection of the pool."""

    __slots__ = ("connection", "idle_since", "opened_at")

    def __init__(self, connection: asyncpg.Connection) -> None:
        self.connection = connection
        self.opened_at = self.idle_since = time.monotonic()

    async def responds(self) -> bool:
        """Return whether the peer responds; one that was used a moment ago is not tested."""
        if time.monotonic() - self.idle_since < pool_health.IDLE_SECONDS:
            return True
        try:
            await self.connection.execute("select 1", timeout=pool_health.PING_SECONDS)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return False
        return True
