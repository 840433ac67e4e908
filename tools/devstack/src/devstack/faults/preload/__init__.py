"""What a fault test changes inside a service's process: its clock, where it dies, and a record of its connections.

Python imports the module `sitecustomize` of this folder before a program begins, because the folder is on the path that
`environment` returns. No service knows of it.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

CLOCK: Final = "FAULTS_CLOCK"
CONNECTIONS: Final = "FAULTS_CONNECTIONS"
KILL: Final = "FAULTS_KILL"


@dataclass(frozen=True, slots=True)
class Kill:
    """Where a process dies as by `kill -9`: at a call of an asynchronous method, before or after what it does."""

    method: str
    """Such as `package.module:Class.method`."""
    when: Literal["before", "after"] = "after"
    call: int = 1
    """The first call is 1."""


@dataclass(frozen=True, slots=True)
class Preload:
    """The files by which a test and a process communicate; both may have one clock."""

    clock: Path | None = None
    connections: Path | None = None
    kill: Kill | None = None

    def environment(self) -> Mapping[str, str]:
        """Return the variables with which a process is started."""
        files = {CLOCK: self.clock, CONNECTIONS: self.connections}
        kill = {} if self.kill is None else {KILL: f"{self.kill.method}:{self.kill.when}:{self.kill.call}"}
        path = os.pathsep.join(filter(None, (str(Path(__file__).parent), os.environ.get("PYTHONPATH"))))
        return {"PYTHONPATH": path, **kill, **{name: str(file) for name, file in files.items() if file is not None}}

    def set_clock(self, seconds: float) -> None:
        """Let the clock differ from the machine's by so many seconds, from now on."""
        if self.clock is None:
            raise ValueError("this preload has no clock")
        following = self.clock.with_suffix(".next")
        following.write_text(f"{seconds}\n", "ascii")
        following.replace(self.clock)

    def connected(self) -> list[str]:
        """Return the addresses, as `host:port`, to which connections were begun, and names that were looked up."""
        if self.connections is None or not self.connections.exists():
            return []
        return self.connections.read_text("utf-8").splitlines()
