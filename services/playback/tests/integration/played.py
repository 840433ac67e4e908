"""What licences need: versions with content keys, and sessions that play them."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import httpx2
from services.playback.tests.integration.conftest import EDITOR, USER, Api

from playback.application.assets.management import NewAsset
from playback.bootstrap import Container
from playback.domain.assets.asset import Access, Asset, Availability, Version, VersionStatus, version_prefix
from playback.domain.assets.subject import Subject
from playback.domain.keys.content_key import ContentKeys
from playback.domain.sessions.session import Session

SIGN_IN: Final = UUID(int=77)


@dataclass(frozen=True, slots=True)
class Played:
    """A session that plays a version, and the keys of the version."""

    session: Session
    keys: ContentKeys

    @property
    def path(self) -> str:
        """Return where licences of the session for ClearKey are requested."""
        return f"playback/licenses/clearkey?session={self.session.id}"

    @property
    def kids(self) -> list[str]:
        """Return the ids of both keys, as ClearKey writes them."""
        return [kid_of(key.id) for key in (self.keys.video, self.keys.audio)]


async def add_version(container: Container, asset: Asset | None = None, number: int = 1, **state: Any) -> Version:
    """Add a version, by default of a new asset; `state` is what differs from one that is processed."""
    if asset is None:
        asset = await container.application.manage_assets.create(
            NewAsset(Subject(uuid4()), Access.FREE, Availability(), EDITOR)
        )
    version = Version(
        asset_id=asset.id,
        number=number,
        source="uploads/1/source",
        source_bytes=1,
        encryption="cbcs",
        status=VersionStatus.PROCESSING,
        prefix=version_prefix(asset.id, number),
        created_by=EDITOR,
        created_at=container.clock.now(),
    )
    async with container.units.begin() as work:
        await work.assets.save_version(replace(version, **state))
    return version


async def create_keys(container: Container, version: Version) -> ContentKeys:
    """Create the content keys of a version."""
    async with container.units.begin() as work:
        return await container.application.create_content_keys(work, version.asset_id, version.number)


async def publish(container: Container, version: Version) -> Asset:
    """Make a version the current one of its asset, and return the asset."""
    async with container.units.begin() as work:
        asset = await work.assets.find(version.asset_id)
        assert asset is not None
        published = replace(asset, current_version=version.number)
        await work.assets.save(published)
    return published


async def play(container: Container, *, user_id: UUID = USER, sign_in: UUID = SIGN_IN) -> Played:
    """Publish a version, and let a user play it."""
    version = await add_version(container, status=VersionStatus.READY)
    keys = await create_keys(container, version)
    now = container.clock.now()
    asset = await publish(container, version)
    async with container.units.begin() as work:
        session = Session(
            id=uuid4(),
            user_id=user_id,
            auth_session_id=sign_in,
            device_id=None,
            device_name=None,
            asset_id=asset.id,
            version=version.number,
            subject=asset.subject,
            duration_ms=6000,
            access=asset.access,
            started_at=now,
            last_seen_at=now,
            expires_at=now + timedelta(hours=6),
        )
        await work.sessions.add(session)
    return Played(session, keys)


async def send(
    api: Api,
    path: str,
    body: Any = None,
    *,
    user_id: UUID = USER,
    sign_in: UUID = SIGN_IN,
    content: bytes | None = None,
) -> httpx2.Response:
    """Send a request of a sign-in session, with a body of JSON or of bytes."""
    headers = {"Authorization": f"Bearer {api.tokens.issue(user_id, session_id=sign_in)}"}
    address = f"/api/v1/{path}"
    if content is None:
        return await api.client.post(address, json=body, headers=headers)
    headers["Content-Type"] = "application/octet-stream"
    return await api.client.post(address, content=content, headers=headers)


def kid_of(key_id: UUID) -> str:
    """Return the id of a key as ClearKey writes it."""
    return urlsafe_b64encode(key_id.bytes).rstrip(b"=").decode()


def bytes_of(written: str) -> bytes:
    """Return what ClearKey has written in base64url."""
    return urlsafe_b64decode(written + "=" * (-len(written) % 4))
