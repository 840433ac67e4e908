"""Every error of a service's domain has one row in its table of responses."""

import importlib
import inspect
import sys
from collections.abc import Collection, Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path
from types import ModuleType

import pytest

from jobs import errors as job_errors
from jobs.errors import JobsError

pytestmark = pytest.mark.unit


def without_row(base: type[Exception], table: Collection[type[Exception]]) -> list[str]:
    """Return the errors under `base` that the table does not know; one that others refine needs no row itself."""
    return [error.__name__ for error in _leaves(base.__subclasses__()) if error not in table]


def undrawn(base: type[Exception], docstring: str) -> list[str]:
    """Return the errors that the drawing in a module's docstring leaves out."""
    drawn = set(docstring.replace("─", " ").split())
    return [error.__name__ for error in _all(base.__subclasses__()) if error.__name__ not in drawn]


def _leaves(errors: Iterable[type[Exception]]) -> list[type[Exception]]:
    return [error for error in _all(errors) if not error.__subclasses__()]


def _all(errors: Iterable[type[Exception]]) -> list[type[Exception]]:
    return [result for error in errors for result in (error, *_all(error.__subclasses__()))]


def _module(service: str, layer: str) -> str:
    """Return the module that holds a layer's errors: the layer itself when it is one file."""
    result = importlib.util.find_spec(f"{service}.{layer}")
    if result is None:
        return ""
    inner = result.submodule_search_locations and importlib.util.find_spec(f"{service}.{layer}.errors")
    return f"{service}.{layer}.errors" if inner else f"{service}.{layer}"


def _problems(service: str) -> list[str]:
    domain = _module(service, "domain")
    if not domain:
        return []
    module = importlib.import_module(domain)
    base = getattr(module, f"{service.capitalize()}Error", None)
    if base is None:
        return []
    presentation = _module(service, "presentation")
    table = getattr(importlib.import_module(presentation), "ERRORS", {}) if presentation else {}
    # A table that covers one error of the queue covers them all.
    bases = [base, *([JobsError] if any(issubclass(error, JobsError) for error in table) else [])]
    missing = [name for item in bases for name in without_row(item, table)]
    return [f"{service}: {name} has no row in presentation ERRORS" for name in missing] + [
        f"{service}: {name} is not drawn in the docstring of {domain} or of its subject's errors"
        for name in undrawn(base, "\n".join(_drawings(service, module)))
    ]


def _drawings(service: str, module: ModuleType) -> Iterator[str]:
    """Return the docstrings of the domain's errors and of those of its subjects: `domain/<subject>/errors.py`."""
    subjects = (name for name in sys.modules if fnmatch(name, f"{service}.domain.*.errors"))
    yield from (inspect.getdoc(one) or "" for one in (module, *(sys.modules[name] for name in subjects)))


def test_every_domain_error_has_an_response(root: Path) -> None:
    services = [package.parent.name for package in root.glob("services/*/src/*/__init__.py")]
    assert len(services) >= 7
    assert [problem for service in sorted(services) for problem in _problems(service)] == []


def test_every_error_of_the_job_queue_is_drawn() -> None:
    assert undrawn(JobsError, job_errors.__doc__ or "") == []


class SeededError(Exception):
    """SeededError: Unanswered, Wide (Narrow)."""


class Unanswered(SeededError):
    pass


class Wide(SeededError):
    pass


class Narrow(Wide):
    pass


def test_an_error_without_a_row_is_named() -> None:
    assert without_row(SeededError, {}) == ["Unanswered", "Narrow"]
    assert without_row(SeededError, {Unanswered: 404, Wide: 409}) == ["Narrow"]
    assert without_row(SeededError, {Unanswered: 404, Narrow: 409}) == []


def test_an_error_that_is_not_drawn_is_named() -> None:
    assert undrawn(SeededError, "SeededError\n├── Unanswered\n└── Wide\n") == ["Narrow"]
    assert undrawn(SeededError, "SeededError\n├── Unanswered\n└── Wide\n    └── Narrow") == []
