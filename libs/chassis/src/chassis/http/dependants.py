"""The dependencies of a route as FastAPI declares them."""

from collections.abc import Iterator

from fastapi.dependencies.models import Dependant


def tree(dependant: Dependant) -> Iterator[Dependant]:
    """Yield a route's own parameters and those of its dependencies."""
    yield dependant
    for inner in dependant.dependencies:
        yield from tree(inner)
