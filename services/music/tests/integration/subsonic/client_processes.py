"""Client libraries of Subsonic, as processes of their own in an environment of their own."""

import asyncio
import hashlib
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from devstack.folders import cache_folder
from devstack.servers.cached import made_once, run_tool

_FOLDER: Final = Path(__file__).parents[2] / "clients"
_PINS: Final = _FOLDER / "requirements.txt"
_FETCH_SECONDS: Final = 300
_SECONDS: Final = 60

Call = tuple[str, Sequence[Any], dict[str, Any]]


def libraries() -> Path:
    """Return the folder of the libraries; fetch them if it is not there, verified by their hashes."""
    cache = cache_folder(os.environ)
    home = cache / f"subsonic-clients-{hashlib.sha256(_PINS.read_bytes()).hexdigest()[:12]}"

    def fill(folder: Path) -> None:
        beside = Path(sys.executable).with_name("uv")
        options = ["--no-deps", "--require-hashes", "--build-constraints", str(_PINS), "--target", str(folder)]
        command = [str(beside if beside.exists() else "uv"), "pip", "install", *options, "--python", sys.executable]
        run_tool([*command, "--requirement", str(_PINS)], "the clients could not be fetched", seconds=_FETCH_SECONDS)

    return made_once(home, fill)


@dataclass(frozen=True)
class ClientLibrary:
    """A client library, with how it connects."""

    module: str
    connector: str
    connection: dict[str, Any]

    async def run(self, *calls: Call) -> list[dict[str, Any]]:
        """Return the result or the error of each call."""
        request = {"module": self.module, "class": self.connector, "connection": self.connection, "calls": calls}
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(_FOLDER / "calls.py"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={"PYTHONPATH": str(libraries()), "PATH": os.environ.get("PATH", ""), "NO_PROXY": "*"},
        )
        async with asyncio.timeout(_SECONDS):
            output, errors = await process.communicate(json.dumps(request).encode())
        assert process.returncode == 0, errors.decode()[-2000:]
        results: list[dict[str, Any]] = json.loads(output)
        return results
