"""Runs calls of a client library of Subsonic, in a process of its own, and writes what each has returned as JSON."""

import asyncio
import hashlib
import importlib
import inspect
import json
import sys
from dataclasses import asdict, is_dataclass
from enum import Enum
from typing import Any


async def run(request: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the result of each call of a connection, or the error that it has raised."""
    module = importlib.import_module(request["module"])
    connection = getattr(module, request["class"])(**request["connection"])
    results = []
    for name, values, named in request["calls"]:
        try:
            result = getattr(connection, name)(*values, **named)
            if inspect.isawaitable(result):
                result = await result
            results.append({"value": await plain(result)})
        except Exception as error:  # noqa: BLE001
            results.append({"error": type(error).__name__, "message": str(error)})
    if hasattr(connection, "cleanup"):
        await connection.cleanup()
    return results


async def plain(value: Any) -> Any:
    """Return a value as JSON has it; of a file the digest of its content."""
    if hasattr(value, "read"):
        content = value.read()
        if inspect.isawaitable(content):
            content = await content
        return {"sha256": hashlib.sha256(content).hexdigest()}
    if is_dataclass(value) and not isinstance(value, type):
        return await plain(asdict(value))
    if isinstance(value, dict):
        return {str(key): await plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [await plain(item) for item in value]
    return value.value if isinstance(value, Enum) else value


if __name__ == "__main__":
    json.dump(asyncio.run(run(json.load(sys.stdin))), sys.stdout, default=str)
