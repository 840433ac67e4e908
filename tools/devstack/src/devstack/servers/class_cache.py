"""The broker's classes, loaded and linked ahead of time: with this file (a JDK's AOT cache) it starts in half the time.

A broker that runs for nothing else writes it, once per installation, beside whatever starts meanwhile. Java ignores a
file that does not fit it, and a broker without one only starts more slowly.
"""

import asyncio
import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devstack.errors import DevstackError
from devstack.folders import cache_folder
from devstack.ports import free_ports
from devstack.processes.parent_death import leashed
from devstack.servers.artifacts import Installed, install, refuse_download
from devstack.servers.kafka import Kafka

_TIMEOUT_SECONDS = 300.0
"""How long it may take beside other work, for which it makes way."""


@contextmanager
def made_meanwhile(installed: Installed) -> Iterator[subprocess.Popen[bytes] | None]:
    """Make a missing cache in a process, which is yielded, and ends with this context at the latest."""
    if installed.class_cache.exists():
        yield None
        return
    command = leashed([sys.executable, "-m", "devstack.servers.class_cache"], signal.SIGTERM)
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True) as process:
        # Reaped as soon as it ends, also when this context lasts for days.
        threading.Thread(target=process.wait, daemon=True).start()
        try:
            yield process
        finally:
            process.terminate()


async def make(installed: Installed) -> None:
    """Make the cache, unless another process does; raise DevstackError or OSError when that fails."""
    folder = installed.class_cache.parent
    with (folder / "class-cache.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        if not installed.class_cache.exists():
            with tempfile.TemporaryDirectory(dir=folder, prefix="staging-") as staging:
                await _make(installed, Path(staging))


async def _make(installed: Installed, staging: Path) -> None:
    target = staging / "classes"
    port, controller_port = free_ports(2)
    broker = Kafka(
        installed.kafka_jars,
        staging / "kafka",
        staging / "kafka.log",
        port,
        controller_port,
        java_options=(f"-XX:AOTCacheOutput={target}",),
    )
    await broker.start(_TIMEOUT_SECONDS)
    try:
        # Java writes it when the broker has ended in a controlled way.
        await broker.stop(_TIMEOUT_SECONDS)
    finally:
        await broker.kill()
    target.replace(installed.class_cache)


def main() -> None:
    """Make the cache at the lowest priority: `python -m devstack.servers.class_cache`."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    os.nice(19)
    with contextlib.suppress(DevstackError, OSError):
        asyncio.run(make(install(cache_folder(os.environ), refuse_download)))


if __name__ == "__main__":
    main()
