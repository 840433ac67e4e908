"""Reading OpenAPI documents in tests."""

from typing import Any


def reachable(schema: Any, schemas: dict[str, Any]) -> set[str]:
    """Give the names of all models that a schema leads to."""
    seen: set[str] = set()
    waiting = [schema]
    while waiting:
        current = waiting.pop()
        if isinstance(current, dict):
            name = str(current.get("$ref", "")).rpartition("/")[2]
            if name and name not in seen:
                seen.add(name)
                waiting.append(schemas[name])
            waiting += current.values()
        elif isinstance(current, list):
            waiting += current
    return seen
