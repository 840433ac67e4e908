"""The same library behind every kind of source, and an adapter that reads it."""

import contextlib
import ipaddress
import os
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from services.sources.tests.servers import media_browser, plex, s3, subsonic, webdav
from services.sources.tests.servers.library import Library, sample_library
from services.sources.tests.servers.serving import SampleServer

from chassis.core.clock import Clock
from chassis.testing.clock import FixedClock
from egress.guard import EgressGuard
from egress.http import EgressClient
from egress.limiter import AdaptiveLimiter
from egress.policy import EgressPolicy
from sources.application.media_sources.ports import SourceAdapter
from sources.infrastructure.kinds.registry import SPECS
from sources.infrastructure.kinds.spec import Surroundings

LOOPBACK = ipaddress.ip_network("127.0.0.0/8")
KINDS = ("folder", "s3", "webdav", "jellyfin", "emby", "plex", "subsonic")
SERVERS = tuple(kind for kind in KINDS if kind != "folder")
MEDIA_SERVERS = ("jellyfin", "emby", "plex")
SMALL_PAGES = 7
CREDENTIALS: Mapping[str, dict[str, str]] = {
    "folder": {},
    "s3": {"accessKey": s3.KEYS.access_key, "secretKey": s3.KEYS.secret_key},
    "webdav": {"user": webdav.USER, "password": webdav.PASSWORD},
    "jellyfin": {"apiKey": media_browser.KEY},
    "emby": {"apiKey": media_browser.KEY},
    "plex": {"token": plex.TOKEN},
    "subsonic": {"user": subsonic.USER, "password": subsonic.PASSWORD},
}
SECRETS: Mapping[str, str] = {
    "s3": s3.KEYS.secret_key,
    "webdav": webdav.PASSWORD,
    "jellyfin": media_browser.KEY,
    "emby": media_browser.KEY,
    "plex": plex.TOKEN,
    "subsonic": subsonic.PASSWORD,
}
PAGE_SIZES = (
    "folder.walk.PAGE_FILES",
    "s3.adapter.PAGE_KEYS",
    "webdav.adapter.PAGE_FILES",
    "media_browser.adapter.PAGE_ITEMS",
    "plex.adapter.PAGE_ITEMS",
    "subsonic.adapter.PAGE_FILES",
)


class Unlimited(AdaptiveLimiter):
    """Lets every request pass."""

    async def acquire(self) -> None:
        """Pass at once."""

    def record(self, status: int, headers: Mapping[str, str]) -> None:
        """Note nothing."""


@dataclass
class Connection:
    """A library, its server, and adapters of it."""

    kind: str
    library: Library
    server: SampleServer | None
    configuration: dict[str, Any]
    folders: tuple[Path, ...] = ()
    pauses: list[float] = field(default_factory=list)
    clock: Clock = field(default_factory=lambda: FixedClock(datetime.now(UTC)))
    seconds: float = 10
    limiter: AdaptiveLimiter = field(default_factory=Unlimited)

    @contextlib.asynccontextmanager
    async def adapter(self, **credentials: str) -> AsyncIterator[SourceAdapter]:
        """Connect, with other credentials than the right ones if any are given."""
        [spec] = [spec for spec in SPECS if spec.kind == self.kind]
        stated = {**CREDENTIALS[self.kind], **credentials}
        checked = spec.configuration.model_validate(self.configuration).model_dump(mode="json", by_alias=True)
        adapter = spec.connect(checked, stated, surroundings(self))
        try:
            yield adapter
        finally:
            await adapter.close()


def surroundings(connection: Connection) -> Surroundings:
    """Return what adapters use: a client that may call this machine, and pauses that are only noted."""
    policy = EgressPolicy(https_only=False, networks=(LOOPBACK,))
    guard = EgressGuard(f"sources-{connection.kind}", policy, connection.clock)

    async def sleep(seconds: float) -> None:
        connection.pauses.append(seconds)

    return Surroundings(
        client=lambda: EgressClient(guard, seconds=connection.seconds),
        limiter=lambda _: connection.limiter,
        clock=connection.clock,
        folders=connection.folders,
        sleep=sleep,
    )


@contextlib.asynccontextmanager
async def connected(kind: str, folder: Path, library: Library | None = None) -> AsyncIterator[Connection]:
    """Serve the sample library by a kind."""
    library = library or sample_library()
    if kind == "folder":
        write(library, folder / "media")
        yield Connection(kind, library, None, {"path": str(folder / "media")}, (folder,))
        return
    server = _SERVERS[kind](library)
    async with server.running():
        yield Connection(kind, library, server, _configuration(kind, server))


def write(library: Library, root: Path) -> None:
    """Write the files below a folder, and delete others."""
    for path, file in library.files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.data)
        os.utime(target, (file.modified_at.timestamp(),) * 2)
    for present in root.rglob("*.*"):
        if present.is_file() and present.relative_to(root).as_posix() not in library.files:
            present.unlink()


def _configuration(kind: str, server: SampleServer) -> dict[str, Any]:
    match kind:
        case "s3":
            place = {"bucket": s3.BUCKET, "prefix": s3.PREFIX, "region": s3.KEYS.region}
            return {"address": server.url, **place}
        case "webdav":
            return {"address": f"{server.url}{webdav.ROOT}/"}
        case _:
            return {"address": f"{server.url}/"}


_SERVERS: Mapping[str, Callable[[Library], SampleServer]] = {
    "s3": s3.S3Server,
    "webdav": webdav.WebdavServer,
    "jellyfin": media_browser.MediaBrowserServer,
    "emby": lambda library: media_browser.MediaBrowserServer(library, is_emby=True),
    "plex": plex.PlexServer,
    "subsonic": subsonic.SubsonicServer,
}
