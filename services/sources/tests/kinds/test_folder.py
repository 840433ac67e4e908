"""A folder of this machine: what is listed, in which order, and that no link leads out of it."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from sources.domain.files.listed import Page
from sources.domain.files.media_types import media_type
from sources.domain.media_sources.errors import ChangesUnknown, SourceFailed
from sources.infrastructure.kinds.folder.adapter import FolderAdapter
from sources.infrastructure.kinds.folder.spec import FolderConfiguration
from sources.infrastructure.kinds.folder.states import state_of
from sources.infrastructure.servers.listing import listings
from sources.infrastructure.servers.reading import paths

pytestmark = pytest.mark.unit

LISTED = (
    "clip.webm",
    "Movies/Alien.1979.mkv",
    "Movies/Alien (1979)/Alien.1979.1080p.mkv",
    "Movies/a b/Ünïcode – 映画.mp4",
    "Shows/Lost/S01E01.MKV",
)
SKIPPED = (
    ".hidden/movie.mkv",
    "Movies/.hidden.mkv",
    "Movies/new.mkv.part",
    "Movies/new.mkv.!qB",
    "Movies/@eaDir/thumb.mkv",
    "Movies/poster.jpg",
    "lost+found/x.mkv",
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Path]:
    """Return a folder with files that count and files that do not."""
    root = tmp_path / "allowed" / "library"
    for number, name in enumerate((*LISTED, *SKIPPED)):
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(name.encode() * (number + 1))
    yield root
    for folder, _, _ in os.walk(root):
        Path(folder).chmod(0o700)


def adapter(root: Path, *allowed: Path) -> FolderAdapter:
    return FolderAdapter(root, allowed or (root.parent,))


async def pages(adapter: FolderAdapter, after: str | None = None) -> list[Page]:
    return [page async for page in adapter.files(after)]


async def compared(root: Path, digests: Mapping[str, bytes]) -> list[Page]:
    """Return what is listed of a folder while digests of folders are known."""
    return [page async for page in adapter(root).compared(None, set(digests.values()))]


async def names(adapter: FolderAdapter, after: str | None = None) -> list[str]:
    return [file.path for page in await pages(adapter, after) for file in page.files]


async def code_of(adapter: FolderAdapter) -> str:
    with pytest.raises(SourceFailed) as failed:
        await pages(adapter)
    assert "/" not in failed.value.detail
    return failed.value.code


async def test_media_files_are_listed_in_the_order_of_their_names(library: Path) -> None:
    [page] = await pages(adapter(library))
    assert [file.path for file in page.files] == list(LISTED)
    assert page.unread == ()
    first = page.files[0]
    state = (library / LISTED[0]).stat()
    assert (first.bytes, first.name) == (len(LISTED[0]), LISTED[0])
    assert first.fingerprint == f"{state.st_size}-{state.st_mtime_ns}"
    assert first.modified_at is not None
    assert first.modified_at.timestamp() == pytest.approx(state.st_mtime, abs=1e-3)


async def test_a_listing_continues_behind_every_file(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sources.infrastructure.kinds.folder.walk.PAGE_FILES", 1)
    every = await pages(adapter(library))
    assert [len(page.files) for page in every] == [1, 1, 1, 1, 1, 0]
    for number, page in enumerate(every):
        assert await names(adapter(library), page.position) == list(LISTED[number + 1 :])
    (library / LISTED[1]).unlink()
    assert await names(adapter(library), f"/{LISTED[1]}") == list(LISTED[2:])


async def test_a_listing_continues_behind_the_files_of_every_folder(library: Path) -> None:
    for folder, number in (("", 1), ("Movies/", 2), ("Movies/Alien (1979)/", 3), ("Shows/", 4), ("Shows/Lost/", 5)):
        assert await names(adapter(library), f"/{folder}") == list(LISTED[number:])
    assert await names(adapter(library), "/Movies/Alien (1980)/") == list(LISTED[3:])


async def test_a_position_of_a_walk_in_another_order_is_begun_again(library: Path) -> None:
    assert await names(adapter(library), LISTED[1]) == list(LISTED)


async def test_folders_without_files_do_not_hold_a_page(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sources.infrastructure.kinds.folder.walk.PAGE_SECONDS", -1.0)
    every = await pages(adapter(library))
    assert [file.path for page in every for file in page.files] == list(LISTED)
    # `Movies/Alien (1979)`, `Movies/a b` and `Shows/Lost`, and those that only have folders.
    assert [len(page.files) for page in every] == [2, 1, 1, 0, 1, 0]


async def test_a_file_that_has_become_a_folder_is_read_behind_its_name(library: Path) -> None:
    (library / "clip.webm").unlink()
    (library / "clip.webm").mkdir()
    (library / "clip.webm" / "inner.mkv").write_bytes(b"x")
    assert await names(adapter(library), "/clip.webm") == [*LISTED[1:], "clip.webm/inner.mkv"]


async def test_files_of_folders_with_a_known_digest_are_not_listed(library: Path) -> None:
    [page] = await pages(adapter(library))
    digests = {folder.path: folder.digest for folder in page.folders}
    assert list(digests) == ["", "Movies", "Movies/Alien (1979)", "Movies/a b", "Shows/Lost"]
    assert len(set(digests.values())) == 5
    [again] = await compared(library, digests)
    assert (again.files, again.folders, again.unchanged) == ((), (), tuple(digests))
    assert (again.unchanged_files, again.position) == (5, page.position)
    (library / "Movies" / "poster.jpg").unlink()
    assert (await compared(library, digests))[0].unchanged == tuple(digests)


def touched(file: Path) -> None:
    state = file.stat()
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns + 1))


def grown(file: Path) -> None:
    state = file.stat()
    file.write_bytes(file.read_bytes() + b"x")
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))


@pytest.mark.parametrize(
    ("change", "left"),
    [
        (touched, ["Alien.1979.mkv"]),
        (grown, ["Alien.1979.mkv"]),
        (lambda file: file.rename(file.with_name("b.mkv")), ["b.mkv"]),
        (lambda file: shutil.copy(file, file.with_name("b.mkv")), ["Alien.1979.mkv", "b.mkv"]),
        (Path.unlink, []),
    ],
)
async def test_a_folder_that_has_changed_is_listed_and_no_other(
    library: Path, change: Callable[[Path], object], left: list[str]
) -> None:
    [page] = await pages(adapter(library))
    digests = {folder.path: folder.digest for folder in page.folders}
    change(library / "Movies" / "Alien.1979.mkv")
    [again] = await compared(library, digests)
    assert [file.path for file in again.files] == [f"Movies/{name}" for name in left]
    assert again.unchanged == ("", "Movies/Alien (1979)", "Movies/a b", "Shows/Lost")
    assert [folder.path for folder in again.folders] == (["Movies"] if left else [])
    assert not {folder.digest for folder in again.folders} & set(digests.values())


async def test_a_folder_that_was_moved_is_another_one(library: Path) -> None:
    [page] = await pages(adapter(library))
    (library / "Shows" / "Lost").rename(library / "Shows" / "Found")
    [again] = await compared(library, {folder.path: folder.digest for folder in page.folders})
    assert [file.path for file in again.files] == ["Shows/Found/S01E01.MKV"]
    assert "Shows/Lost" not in again.unchanged


async def test_a_folder_in_which_a_listing_continues_has_no_digest(library: Path) -> None:
    shutil.copy(library / LISTED[1], library / "Movies" / "b.mkv")
    [page] = await pages(adapter(library), f"/{LISTED[1]}")
    assert page.files[0].path == "Movies/b.mkv"
    assert "Movies" not in [folder.path for folder in page.folders]


async def test_a_file_whose_state_cannot_be_read_makes_the_listing_incomplete(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def state(entry: os.DirEntry[str]) -> str:
        if entry.name == "Alien.1979.mkv":
            raise OSError(5, "Input/output error")
        return state_of(entry)

    shutil.copy(library / LISTED[1], library / "Movies" / "b.mkv")
    monkeypatch.setattr("sources.infrastructure.kinds.folder.entries.state_of", state)
    [page] = await pages(adapter(library))
    assert [file.path for file in page.files if file.path.count("/") == 1] == ["Movies/b.mkv"]
    assert page.unread == ("Movies/",)
    assert "Movies" not in [folder.path for folder in page.folders]


async def test_no_link_is_followed(library: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.mkv").write_bytes(b"secret")
    (library / "a").symlink_to(outside)
    (library / "b.mkv").symlink_to(outside / "secret.mkv")
    (library / "Movies" / "loop").symlink_to(library)
    assert await names(adapter(library)) == list(LISTED)
    for path in ("a/secret.mkv", "b.mkv", "Movies/loop/clip.webm", "../outside/secret.mkv", "a/../clip.webm"):
        with pytest.raises(SourceFailed) as failed:
            async with adapter(library).open(path):
                pass
        assert failed.value.code in {"not_found", "unreachable"}


async def test_the_root_lies_below_an_allowed_folder(library: Path, tmp_path: Path) -> None:
    assert await code_of(adapter(library, tmp_path / "other")) == "not_found"
    link = tmp_path / "allowed" / "link"
    link.symlink_to(tmp_path)
    assert await code_of(adapter(link)) == "not_found"
    assert await code_of(adapter(tmp_path / "allowed" / "missing")) == "not_found"
    inner = tmp_path / "allowed" / "inner"
    inner.symlink_to(library)
    assert await names(adapter(inner)) == list(LISTED)


async def test_a_folder_that_cannot_be_read_makes_the_listing_incomplete(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(monkeypatch, "Lost")
    [page] = await pages(adapter(library))
    assert [file.path for file in page.files] == [path for path in LISTED if "Lost" not in path]
    assert page.unread == ("Shows/Lost/",)


async def test_an_empty_root_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "mount").mkdir()
    assert await code_of(FolderAdapter(tmp_path / "mount", (tmp_path,))) == "not_found"


async def test_limits_end_a_listing(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sources.infrastructure.kinds.folder.walk.MOST_FILES", 4)
    assert await code_of(adapter(library)) == "too_large"
    monkeypatch.setattr("sources.infrastructure.kinds.folder.walk.MOST_FILES", 5)
    assert len(await names(adapter(library))) == 5
    monkeypatch.setattr("sources.infrastructure.kinds.folder.entries.MOST_ENTRIES", 3)
    assert await code_of(adapter(library)) == "too_large"


async def test_folders_that_are_too_deep_are_not_read(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sources.infrastructure.kinds.folder.walk.DEEPEST", 1)
    [page] = await pages(adapter(library))
    assert [file.path for file in page.files] == ["clip.webm", "Movies/Alien.1979.mkv"]
    assert page.unread == ("Movies/Alien (1979)/", "Movies/a b/", "Shows/Lost/")


@pytest.mark.parametrize(
    ("begin", "length", "expected"),
    [(0, None, slice(None)), (5, 7, slice(5, 12)), (3, 10**9, slice(3, None)), (10**9, 5, slice(0, 0))],
)
async def test_ranges(library: Path, begin: int, length: int | None, expected: slice) -> None:
    path = LISTED[3]
    whole = (library / path).read_bytes()
    async with adapter(library).open(path, begin, length) as content:
        assert content.total_bytes == len(whole)
        read = b"".join([block async for block in content.chunks])
    assert read == whole[expected]
    assert content.length == len(read)


async def test_descriptors_are_closed(library: Path) -> None:
    opened = descriptors()
    await pages(adapter(library))
    listing = adapter(library).files(None)
    async for _ in listing:
        break
    await listing.aclose()
    async with adapter(library).open(LISTED[0]):
        pass
    assert descriptors() == opened


async def test_a_folder_states_no_changes(library: Path) -> None:
    with pytest.raises(ChangesUnknown):
        await anext(adapter(library).changes("x"))


@pytest.mark.parametrize("path", ["", "relative", "/media/../etc", "/media/\x00", "/me\ndia"])
def test_the_configuration_is_an_absolute_path(path: str) -> None:
    with pytest.raises(ValueError, match="path"):
        FolderConfiguration.model_validate({"path": path})
    assert FolderConfiguration(path="/media/movies").path == "/media/movies"


@pytest.mark.parametrize(
    "path",
    [
        "/a.mkv",
        "a//b.mkv",
        "../a.mkv",
        "a/./b.mkv",
        "a\x00.mkv",
        "a\n.mkv",
        "\ud800.mkv",
        "x/" * 64 + "a.mkv",
        "é" * 1000 + ".mkv",
    ],
)
def test_unsafe_paths(path: str) -> None:
    assert not paths.safe_path(path)
    assert paths.safe_path("a/b c/ü.mkv")


@pytest.mark.parametrize(
    ("name", "expected"), [("a.MKV", "video/x-matroska"), ("a.b.ts", "video/mp2t"), ("a", "application/octet-stream")]
)
def test_types_do_not_depend_on_the_machine(name: str, expected: str) -> None:
    assert media_type(name) == expected
    assert paths.is_media(name) == (expected != "application/octet-stream")


def test_the_limits_of_a_listing() -> None:
    assert (listings.PAGE_FILES, listings.MOST_FILES) == (500, 1_000_000)


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def refuse(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Make one folder unreadable, also for the administrator that tests may run as."""
    opened = os.open

    def open_(path: str, flags: int, *arguments: int, dir_fd: int | None = None) -> int:
        if path == name:
            raise PermissionError(13, "Permission denied", path)
        return opened(path, flags, *arguments, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", open_)
