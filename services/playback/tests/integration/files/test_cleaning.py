"""What the cleaning of the storage deletes, what it never deletes, and what it reports."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from services.playback.tests.integration.conftest import outcome
from services.playback.tests.integration.files.conftest import VIDEO, Editing

from objects.errors import StorageUnavailable
from objects.ports import StoredObject
from objects.testing.memory import MemoryObjects
from playback.domain.assets.asset import Rendition, VersionStatus

pytestmark = pytest.mark.integration

STORAGE: Final = "admin/playback/storage"
ADMIN: Final[dict[str, Any]] = {"roles": ["admin"]}
TYPE: Final = "video/mp4"


class Files:
    """The storage in memory, whose files have any age."""

    def __init__(self, editing: Editing) -> None:
        assert isinstance(editing.objects, MemoryObjects)
        self.editing = editing
        self.objects = editing.objects
        self.now = editing.clock.now()

    def add(self, key: str, *, days: float = 2, size: int = 10) -> str:
        self.objects.objects[key] = StoredObject(TYPE, bytes(size))
        self.objects.changed_at[key] = self.now - timedelta(days=days)
        return key

    def names(self) -> set[str]:
        return set(self.objects.objects)

    async def version(self, number: int, status: VersionStatus, *, days: float = 0, source: str | None = None) -> str:
        """Add a version that was retired or created some days ago; return its prefix."""
        editing, asset_id = self.editing, UUID(self.editing.asset_id)
        at = self.now - timedelta(days=days)
        async with editing.container.units.begin() as work:
            first = (await work.assets.versions(asset_id))[-1]
            prefix = f"vod/{asset_id}/{number}/"
            await work.assets.save_version(
                replace(
                    first,
                    number=number,
                    status=status,
                    prefix=prefix,
                    bytes=10,
                    created_at=at,
                    retired_at=at if status is VersionStatus.RETIRED else None,
                    source=source or first.source,
                )
            )
        return prefix

    async def clean(self) -> dict[str, Any]:
        """Run the job, and return what it reports."""
        queued = await self.editing.request("POST", f"{STORAGE}/clean", **ADMIN)
        assert (queued.status_code, queued.json()["data"]["kind"]) == (202, "clean-storage")
        [job] = [job for job in await self.editing.claim() if job.kind == "clean-storage"]
        await self.editing.do(job)
        async with self.editing.container.units.begin() as work:
            done = await work.jobs.get(job.id)
        assert done is not None
        return dict(done.result or {})


@pytest_asyncio.fixture
async def stored(memory_editing: Editing) -> AsyncIterator[Files]:
    """Yield the files of an asset whose first version was made of an upload and is in progress."""
    await memory_editing.upload(VIDEO)
    files = Files(memory_editing)
    for key in files.names():
        files.objects.changed_at[key] = files.now - timedelta(days=400)
    yield files


async def test_only_old_files_that_nothing_refers_to_are_deleted(stored: Files) -> None:
    asset, other = stored.editing.asset_id, uuid4()
    await stored.version(2, VersionStatus.READY)
    await stored.version(3, VersionStatus.FAILED)
    upload = await stored.editing.start(len(VIDEO))
    kept = {
        *stored.names(),
        stored.add(f"vod/{asset}/1/master.m3u8"),
        stored.add(f"work/{asset}/1/720p.mp4"),
        stored.add(f"vod/{asset}/2/master.m3u8"),
        stored.add(f"uploads/{upload['id']}/source"),
        stored.add("uploads/avatars/picture"),
        stored.add("avatars/picture"),
        stored.add(f"work/{other}/1/720p.mp4", days=0.9),
    }
    orphans = {
        stored.add(f"work/{asset}/2/720p.mp4"),
        stored.add(f"vod/{asset}/3/master.m3u8"),
        stored.add(f"vod/{asset}/4/master.m3u8"),
        stored.add(f"vod/{other}/1/master.m3u8"),
        stored.add(f"vod/{asset}/subtitles/{other}.vtt"),
        stored.add(f"uploads/{other}/source"),
        stored.add("vod/strange"),
    }
    listed = (await stored.editing.request("GET", f"{STORAGE}/orphans", **ADMIN)).json()["data"]
    assert {file["key"] for file in listed["files"]} == orphans
    assert (listed["total"], listed["next"], listed["scanned"]) == (70, None, len(kept | orphans) - 1)
    assert stored.names() == kept | orphans
    report = await stored.clean()
    assert stored.names() == kept
    assert (report["orphans"], report["bytes"]) == (7, 70)
    assert (await stored.clean())["versions"] == 0


async def test_the_output_of_retired_versions_is_deleted_after_a_week(stored: Files) -> None:
    old = await stored.version(2, VersionStatus.RETIRED, days=8)
    young = await stored.version(3, VersionStatus.RETIRED, days=6)
    kept = {*stored.names(), stored.add(f"{young}master.m3u8")}
    for index in range(120):
        stored.add(f"{old}segment-{index}.m4s")
    report = await stored.clean()
    assert (report["versions"], report.get("orphans", 0)) == (1, 0)
    assert stored.names() == kept
    statuses = {version["number"]: version["status"] for version in await stored.editing.versions()}
    assert statuses == {1: "processing", 2: "purged", 3: "retired"}
    path = f"admin/playback/assets/{stored.editing.asset_id}/publish"
    assert outcome(await stored.editing.request("POST", path, {"version": 2})) == (409, "VERSION_NOT_PLAYABLE")


async def test_a_cleaning_that_is_interrupted_finds_the_rest(stored: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    prefix = await stored.version(2, VersionStatus.RETIRED, days=8)
    kept = stored.names()
    stored.add(f"{prefix}master.m3u8")

    async def fail(_: object) -> None:
        raise StorageUnavailable("the storage is full")

    with monkeypatch.context() as patched:
        patched.setattr(stored.objects, "delete", fail)
        await stored.editing.request("POST", f"{STORAGE}/clean", **ADMIN)
        [job] = [job for job in await stored.editing.claim() if job.kind == "clean-storage"]
        with pytest.raises(StorageUnavailable):
            await stored.editing.do(job)
    assert stored.names() != kept
    await stored.editing.do(job)
    assert stored.names() == kept


async def test_an_original_is_kept_while_a_version_of_it_may_be_needed(stored: Files) -> None:
    [source] = stored.names()
    await stored.version(1, VersionStatus.PURGED, days=400)
    await stored.version(2, VersionStatus.RETIRED, days=364)
    assert (await stored.clean())["originals"] == 0
    assert stored.names() == {source}
    await stored.version(2, VersionStatus.RETIRED, days=366)
    assert (await stored.clean())["originals"] == 1
    assert stored.names() == set()
    assert (await stored.clean())["originals"] == 0
    path = f"admin/playback/assets/{stored.editing.asset_id}/versions/2/reprocess"
    assert outcome(await stored.editing.request("POST", path)) == (409, "SOURCE_DELETED")


async def test_parts_of_uploads_that_were_never_noted_are_aborted(stored: Files) -> None:
    objects = stored.objects
    begun = await stored.editing.start(len(VIDEO))
    lost = await objects.create_multipart(f"uploads/{uuid4()}/source", content_type=TYPE)
    young = await objects.create_multipart(f"uploads/{uuid4()}/source", content_type=TYPE)
    await stored.version(2, VersionStatus.READY)
    encoded = await objects.create_multipart(f"work/{stored.editing.asset_id}/2/720p.mp4", content_type=TYPE)
    encoding = await objects.create_multipart(f"work/{stored.editing.asset_id}/1/720p.mp4", content_type=TYPE)
    for name, upload in objects.uploads.items():
        upload.began_at = stored.now - timedelta(days=0.5 if name == young else 2)
    assert (await stored.clean())["uploads"] == 2
    assert not {lost, encoded} & set(objects.uploads)
    assert encoding in objects.uploads
    assert young in objects.uploads
    assert {upload.key for upload in objects.uploads.values()} >= {f"uploads/{begun['id']}/source"}


async def test_the_use_of_the_storage_is_counted_by_class_and_asset(stored: Files) -> None:
    asset_id = UUID(stored.editing.asset_id)
    await stored.version(2, VersionStatus.READY)
    await stored.version(3, VersionStatus.PURGED)
    await stored.editing.start(500)
    async with stored.editing.container.units.begin() as work:
        await work.assets.save_renditions(
            Rendition(asset_id=asset_id, number=1, name="720p", status=VersionStatus.READY, file="work/x", bytes=7)
        )
    use = (await stored.editing.request("GET", STORAGE, **ADMIN)).json()["data"]
    sums = {"original": len(VIDEO), "output": 10, "work": 7}
    assert (use["bytes"], use["total"], use["unfinished"]) == (sums, sum(sums.values()), 500)
    [asset] = use["assets"]
    assert (asset["assetId"], asset["bytes"], asset["total"]) == (str(asset_id), sums, sum(sums.values()))


async def test_editors_do_not_administer_the_storage(stored: Files) -> None:
    for method, path in (("GET", STORAGE), ("GET", f"{STORAGE}/orphans"), ("POST", f"{STORAGE}/clean")):
        assert outcome(await stored.editing.request(method, path)) == (403, "FORBIDDEN")
    for after in ("avatars/x", "vod/", "vod/../x", "vod//x", "vod/./x", "vod/%00"):
        invalid = await stored.editing.request("GET", f"{STORAGE}/orphans?after={after}", **ADMIN)
        assert outcome(invalid) == (400, "VALIDATION_ERROR")
    stored.objects.available = False
    unavailable = await stored.editing.request("GET", f"{STORAGE}/orphans", **ADMIN)
    assert outcome(unavailable) == (503, "FILES_UNAVAILABLE")
