"""Engines of tests share compiled statements: each test has its own engine, which would compile all of them again."""

from functools import wraps
from typing import Any, Final

from sqlalchemy import Dialect
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from chassis.storage import database

_FACTORY: Final = "create_async_engine"
"""What `chassis.storage.database` makes engines with."""
_DIALECTS: Final[dict[str, Dialect]] = {}
"""The dialect of the first engine with a search path; a statement is compiled once for each."""
_COMPILED: Final[dict[Any, Any]] = {}


def pytest_configure() -> None:
    """Share what engines compile."""
    setattr(database, _FACTORY, sharing_engine)


@wraps(create_async_engine)
def sharing_engine(url: str, **options: Any) -> AsyncEngine:
    """Return an engine with the dialect of an earlier one that has connected: it knows version and schema by then."""
    engine = create_async_engine(url, **options)
    path = options["connect_args"]["server_settings"]["search_path"]
    shared = _DIALECTS.get(path)
    if shared is None or shared.server_version_info is None:
        _DIALECTS[path] = shared = engine.dialect
    engine.sync_engine.dialect = shared
    engine.sync_engine.pool._dialect = shared  # noqa: SLF001 - as create_engine sets it
    engine.update_execution_options(compiled_cache=_COMPILED)
    return engine
