"""Keys of pictures, the limit of uploads, and publication that survives any crash in between."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from services.auth.tests.fakes import InMemoryStore

from auth.application.profiles.changing import ChangeAccount, ChangeProfile
from auth.application.profiles.pictures import Pictures
from auth.application.profiles.storage import Storage
from auth.application.profiles.uploads import StartUpload
from auth.domain.accounts.account import Account
from auth.domain.errors import SessionEnded
from auth.domain.profiles.changes import ProfileChanges
from auth.domain.profiles.errors import InvalidPicture, PicturesUnavailable, TooManyUploads, UploadNotFound
from auth.domain.profiles.pictures import (
    MOST_UPLOADS,
    UPLOAD_KEPT,
    parse_upload_key,
    picture_keys,
    retry_after,
    upload_key,
)
from auth.domain.security.actor import Actor
from auth.domain.sessions.session import Session, SessionRules
from chassis.testing.clock import NOON
from objects.errors import StorageUnavailable
from objects.testing.memory import MemoryObjects

pytestmark = pytest.mark.unit

RULES = SessionRules(
    access=timedelta(minutes=10), grace=timedelta(seconds=10), idle=timedelta(days=14), longest=timedelta(days=60)
)
ID = UUID("7c9e6679-7425-40de-944b-e07fc1f90ae7")


class CopyingEncoder:
    """Returns each picture as it is; `crash` ends the request instead."""

    def __init__(self) -> None:
        self.crash: Exception | None = None

    async def encode(self, data: bytes, content_type: str) -> dict[int, bytes]:
        if self.crash is not None:
            raise self.crash
        return {512: data, 128: data}


class ReluctantObjects(MemoryObjects):
    """A storage that deletes nothing while `deletes` is false."""

    deletes = True

    async def delete(self, keys: Sequence[str]) -> None:
        if not self.deletes:
            raise StorageUnavailable("it deletes nothing now")
        await super().delete(keys)


class Service:
    """A user, the use cases of pictures, and what lies in the storage."""

    def __init__(self) -> None:
        self.store = InMemoryStore()
        self.objects = ReluctantObjects()
        self.encoder = CopyingEncoder()
        storage = Storage(self.objects)
        self.pictures = Pictures(self.store, storage, self.encoder)
        self.change = ChangeProfile(self.store, self.pictures)
        self.start = StartUpload(self.store, storage)
        self.account = Account(uuid4(), "ada@example.org", "ada_l", NOON)
        self.session = Session.open(uuid4(), self.account.id, NOON, RULES)
        self.user = Actor(self.account.id, self.session.id)

    async def open(self) -> "Service":
        async with self.store.begin() as work:
            await work.accounts.add(self.account, "hash")
            await work.sessions.add(self.session, b"1")
        return self

    async def uploaded(self, data: bytes = b"picture") -> UUID:
        started = await self.start(self.user, "image/png", None)
        await self.objects.put(started.upload.key, data, content_type="image/png")
        return started.upload.id

    async def set_avatar(self, upload_id: UUID | None) -> Account:
        return await self.change(ChangeAccount(self.user, ProfileChanges(), avatar=upload_id))

    @property
    def avatar_id(self) -> UUID | None:
        return self.store.state.accounts[self.account.id].profile.avatar_id

    def stored(self) -> set[str]:
        return set(self.objects.objects)


@pytest.fixture
async def service() -> Service:
    return await Service().open()


def test_keys_name_an_upload_and_nothing_else() -> None:
    assert upload_key(ID) == f"uploads/avatars/{ID}"
    assert parse_upload_key(upload_key(ID)) == ID
    for text in (
        "",
        str(ID),
        f"avatars/{ID}/512.webp",
        upload_key(ID).upper(),
        f"{upload_key(ID)}/",
        "uploads/avatars/x",
    ):
        assert parse_upload_key(text) is None
    assert picture_keys(ID) == (f"avatars/{ID}/512.webp", f"avatars/{ID}/128.webp")


def test_ten_uploads_may_be_started_within_an_hour() -> None:
    uploads = {uuid4(): NOON + timedelta(minutes=number) for number in range(MOST_UPLOADS)}
    now = NOON + timedelta(minutes=30)
    assert retry_after(dict(list(uploads.items())[1:]), now) is None
    assert retry_after(uploads, now) == 30 * 60 + 1
    assert retry_after(uploads, NOON + UPLOAD_KEPT) is None


async def test_a_picture_is_published_and_the_one_before_and_the_uploads_are_gone(service: Service) -> None:
    first = await service.set_avatar(await service.uploaded(b"one"))
    assert first.profile.avatar_id is not None
    assert service.stored() == set(picture_keys(first.profile.avatar_id))
    second = await service.set_avatar(await service.uploaded(b"two"))
    assert second.profile.avatar_id not in {None, first.profile.avatar_id}
    assert second.version == 3
    assert second.profile.avatar_id is not None
    assert service.stored() == set(picture_keys(second.profile.avatar_id))
    assert await service.pictures.read(second.profile.avatar_id, 128) == b"two"
    assert (
        service.objects.cache_control[picture_keys(second.profile.avatar_id)[0]] == "public, max-age=604800, immutable"
    )
    removed = await service.set_avatar(None)
    assert (removed.profile.avatar_id, service.stored()) == (None, set())
    assert (await service.set_avatar(None)).version == removed.version


async def test_a_confirmation_is_idempotent(service: Service) -> None:
    upload_id = await service.uploaded()
    first = await service.set_avatar(upload_id)
    assert await service.set_avatar(upload_id) == first
    assert service.stored() == set(picture_keys(upload_id))


async def test_without_a_file_or_with_the_upload_of_another_user_nothing_changes(service: Service) -> None:
    started = await service.start(service.user, "image/png", None)
    other = Account(uuid4(), "eve@example.org", "eve", NOON)
    other_session = Session.open(uuid4(), other.id, NOON, RULES)
    async with service.store.begin() as work:
        await work.accounts.add(other, "hash")
        await work.sessions.add(other_session, b"2")
    for upload_id in (started.upload.id, uuid4()):
        with pytest.raises(UploadNotFound):
            await service.set_avatar(upload_id)
    mine = await service.uploaded()
    with pytest.raises(UploadNotFound):
        await service.change(ChangeAccount(Actor(other.id, other_session.id), ProfileChanges(), avatar=mine))
    assert service.avatar_id is None


async def test_a_picture_that_is_too_large_is_rejected(service: Service) -> None:
    upload_id = await service.uploaded(b"x" * (5 * 1024 * 1024 + 1))
    with pytest.raises(InvalidPicture, match="at most 5242880 bytes"):
        await service.set_avatar(upload_id)


@pytest.mark.parametrize("crash", [InvalidPicture("not_a_picture", "must be one"), RuntimeError("killed")])
async def test_whatever_ends_a_confirmation_the_picture_before_stays_and_the_rest_is_removed(
    service: Service, crash: Exception
) -> None:
    kept = await service.uploaded()
    await service.set_avatar(kept)
    upload_id = await service.uploaded()
    service.encoder.crash = crash
    with pytest.raises(type(crash)):
        await service.set_avatar(upload_id)
    assert service.avatar_id == kept
    service.store.clock.instant += UPLOAD_KEPT
    await service.pictures.remove_ended()
    assert service.stored() == set(picture_keys(kept))
    assert set(service.store.state.files) == set(picture_keys(kept))


async def test_files_that_were_written_before_a_crash_are_removed(service: Service) -> None:
    upload_id = await service.uploaded()
    await service.pictures.prepare(service.user, upload_id)
    assert len(service.stored()) == 3
    await service.pictures.remove_ended()
    assert len(service.stored()) == 3
    service.store.clock.instant += UPLOAD_KEPT
    await service.pictures.remove_ended()
    assert service.stored() == set()
    with pytest.raises(UploadNotFound):
        await service.set_avatar(upload_id)


async def test_a_file_that_arrives_again_after_its_confirmation_is_removed(service: Service) -> None:
    upload_id = await service.uploaded()
    await service.set_avatar(upload_id)
    await service.objects.put(upload_key(upload_id), b"again", content_type="image/png")
    service.store.clock.instant += UPLOAD_KEPT
    await service.pictures.remove_ended()
    assert service.stored() == set(picture_keys(upload_id))


async def test_files_of_a_deleted_account_are_removed_at_once_and_again_until_no_upload_is_accepted(
    service: Service,
) -> None:
    used, late = await service.uploaded(), await service.uploaded()
    await service.set_avatar(used)
    del service.store.state.accounts[service.account.id]
    await service.pictures.remove_ended()
    assert service.stored() == set()
    assert set(service.store.state.files) == {upload_key(used), upload_key(late)}

    await service.objects.put(upload_key(late), b"late", content_type="image/png")
    service.store.clock.instant += UPLOAD_KEPT
    await service.pictures.remove_ended()
    assert service.stored() == set()
    assert service.store.state.files == {}


async def test_an_outage_while_cleaning_up_is_left_to_the_worker(service: Service) -> None:
    first = await service.uploaded()
    await service.set_avatar(first)

    service.objects.deletes = False
    second = await service.uploaded()
    await service.set_avatar(second)
    assert service.avatar_id == second
    assert len(service.stored()) == 5
    service.objects.deletes = True
    service.store.clock.instant += UPLOAD_KEPT
    await service.pictures.remove_ended()
    assert service.stored() == set(picture_keys(second))


async def test_an_outage_rejects_a_confirmation_which_can_be_repeated(service: Service) -> None:
    upload_id = await service.uploaded()
    service.objects.available = False
    with pytest.raises(PicturesUnavailable):
        await service.set_avatar(upload_id)
    service.objects.available = True
    assert (await service.set_avatar(upload_id)).profile.avatar_id == upload_id


async def test_uploads_are_limited_and_need_a_session_and_a_storage(service: Service) -> None:
    for _ in range(MOST_UPLOADS):
        await service.uploaded()
    with pytest.raises(TooManyUploads):
        await service.uploaded()
    with pytest.raises(SessionEnded):
        await service.start(Actor(service.account.id, uuid4()), "image/png", None)
    without = StartUpload(service.store, Storage(None))
    with pytest.raises(PicturesUnavailable):
        await without(service.user, "image/png", None)
