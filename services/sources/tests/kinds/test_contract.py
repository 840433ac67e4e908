"""What every kind of source does alike, each against a real server of its protocol with the same library."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
from services.sources.tests.kinds.connections import MEDIA_SERVERS, SECRETS, SERVERS, Connection, write
from services.sources.tests.servers.serving import Fault

from egress.limiter import AdaptiveLimiter
from sources.application.media_sources.ports import SourceAdapter
from sources.domain.files.listed import ExternalIds, ListedFile, Page, StatedTitle
from sources.domain.media_sources.errors import ChangesUnknown, SourceFailed

pytestmark = pytest.mark.integration

servers = pytest.mark.parametrize("kind", SERVERS)
WHOLE_LISTING = 60


async def pages(adapter: SourceAdapter, after: str | None = None) -> list[Page]:
    return [page async for page in adapter.files(after)]


async def listing(adapter: SourceAdapter, after: str | None = None) -> list[ListedFile]:
    return [file for page in await pages(adapter, after) for file in page.files]


async def failure(connection: Connection, **credentials: str) -> SourceFailed:
    async with connection.adapter(**credentials) as adapter:
        with pytest.raises(SourceFailed) as failed:
            await adapter.check()
    return failed.value


def by_name(files: list[ListedFile]) -> dict[str, ListedFile]:
    named = {"/".join(file.name.split("/")[-3:]): file for file in files}
    assert len(named) == len(files)
    return named


async def test_every_file_of_the_library_is_listed(connection: Connection, kind: str) -> None:
    expected = {"/".join(path.split("/")[-3:]): len(file.data) for path, file in connection.library.files.items()}
    assert len(expected) == WHOLE_LISTING
    async with connection.adapter() as adapter:
        files = await listing(adapter)
        assert (await adapter.check()).name
    assert {name: file.bytes for name, file in by_name(files).items()} == expected
    assert len({file.path for file in files}) == WHOLE_LISTING
    assert all(file.fingerprint and file.modified_at for file in files)
    assert all(file.stated is None for file in files) or kind in MEDIA_SERVERS


@pytest.mark.parametrize("kind", MEDIA_SERVERS)
async def test_media_servers_state_titles(connection: Connection, kind: str) -> None:
    async with connection.adapter() as adapter:
        files = by_name(await listing(adapter))
    movie = files["Movies/Movie & Söhne 05 (1945)/Movie.05.1080p.mkv"]
    assert movie.stated == StatedTitle("movie", "Movie & Söhne 05", 1945, ExternalIds("tt7000005", 505))
    assert (movie.streams.duration_ms, movie.streams.width, movie.streams.height) == (7_200_000, 1920, 1080)
    assert movie.streams.video_codec == "hevc"
    assert "aac" in movie.streams.audio_codecs
    assert movie.streams.languages == (() if kind == "plex" else ("de", "en"))
    episode = files["Show 2/Season 2/Show 2 S02E04.mkv"]
    assert episode.stated == StatedTitle("show", "Show 2", 2002, ExternalIds(tvdb=902), 2, (4,))
    double = files["Show 1/Season 2/Show 1 S02E01E02.mkv"].stated
    assert double is not None
    assert double.episodes == ((1,) if kind == "plex" else (1, 2))
    versions = [file for name, file in files.items() if "Movie.29." in name or "Movie.30." in name]
    assert len(versions) == 4
    assert {file.stated.ids.tmdb for file in versions if file.stated} == {529, 530}


@pytest.mark.usefixtures("small_pages")
async def test_a_listing_continues_behind_every_page(connection: Connection) -> None:
    async with connection.adapter() as adapter:
        every = await pages(adapter)
    files = [file for page in every for file in page.files]
    assert len(files) == WHOLE_LISTING
    assert len(every) >= 6
    read = 0
    for page in every:
        read += len(page.files)
        async with connection.adapter() as adapter:
            assert await listing(adapter, page.position) == files[read:]


@pytest.mark.parametrize("kind", MEDIA_SERVERS)
@pytest.mark.parametrize("position", ["", "x", "[]", "{}", '{"since": 5}'])
async def test_a_position_that_is_not_understood_leads_to_a_complete_listing(
    connection: Connection, position: str
) -> None:
    async with connection.adapter() as adapter:
        with pytest.raises(ChangesUnknown):
            await anext(adapter.changes(position))
        assert position.startswith("{") or len(await listing(adapter, position)) == WHOLE_LISTING


async def test_changes(connection: Connection, kind: str) -> None:
    library, now = connection.library, datetime.now(UTC) + timedelta(minutes=1)
    async with connection.adapter() as adapter:
        position = (await pages(adapter))[-1].position
        library.touch("m3", now)
        new = library.add_movie(31, at=now)
        if kind not in MEDIA_SERVERS:
            with pytest.raises(ChangesUnknown):
                await anext(adapter.changes(position))
            return
        changed = [page async for page in adapter.changes(position)]
        listed = [file for page in changed for file in page.files]
        assert sorted(file.bytes for file in listed) == sorted(
            len(file.data) for title in (library.titles["m3"], new) for file in title.files
        )
        assert [page async for page in adapter.changes(changed[-1].position)] != []


@pytest.mark.parametrize("kind", MEDIA_SERVERS)
async def test_a_removed_title_leads_to_a_complete_listing(connection: Connection) -> None:
    async with connection.adapter() as adapter:
        position = (await pages(adapter))[-1].position
        del connection.library.titles["m7"]
        changed = [page async for page in adapter.changes(position)]
        with pytest.raises(ChangesUnknown):
            await anext(adapter.changes(changed[-1].position))


async def test_the_fingerprint_changes_with_the_content(connection: Connection, kind: str) -> None:
    async with connection.adapter() as adapter:
        before = {file.path: file for file in await listing(adapter)}
        connection.library.touch("m3", datetime(2026, 3, 1, tzinfo=UTC))
        if connection.folders:
            write(connection.library, connection.folders[0] / "media")
        after = {file.path: file for file in await listing(adapter)}
    changed = [path for path in before if before[path].fingerprint != after[path].fingerprint]
    assert len(changed) == 1
    assert "Movie.03." in after[changed[0]].name


@pytest.mark.parametrize(("begin", "length"), [(0, None), (0, 10), (7, 20), (30, None), (5, 10**6), (10**6, 5)])
async def test_files_are_opened_from_any_byte(connection: Connection, begin: int, length: int | None) -> None:
    stop = None if length is None else begin + length
    async with connection.adapter() as adapter:
        files = await listing(adapter)
        for file in (files[0], *(file for file in files if "Movie.29." in file.name or ".cd2." in file.name)):
            [data] = [item.data for path, item in connection.library.files.items() if path.endswith(file.name)]
            async with adapter.open(file.path, begin, length) as content:
                assert content.total_bytes == len(data)
                assert b"".join([chunk async for chunk in content.chunks]) == data[begin:stop]
                assert (content.begin, content.length) == (min(begin, len(data)), len(data[begin:stop]))


async def test_a_file_that_is_not_there(connection: Connection) -> None:
    async with connection.adapter() as adapter:
        for path in ("nothing.mkv", "x/y"):
            with pytest.raises(SourceFailed) as failed:
                async with adapter.open(path):
                    pass
            assert failed.value.code == "not_found"


@servers
async def test_refused_credentials(connection: Connection, kind: str) -> None:
    name = {"s3": "secretKey", "webdav": "password", "plex": "token", "subsonic": "password"}.get(kind, "apiKey")
    failed = await failure(connection, **{name: "wrong"})
    assert (failed.code, failed.waits) == ("credentials_refused", False)
    assert "wrong" not in failed.detail


@servers
@pytest.mark.parametrize(
    ("status", "code"),
    [(401, "credentials_refused"), (403, "credentials_refused"), (404, "not_found"), (302, "invalid_response")],
)
async def test_refusals_by_status(connection: Connection, status: int, code: str) -> None:
    assert connection.server is not None
    connection.server.refuses = status
    assert (await failure(connection)).code == code
    assert len(connection.server.requests) == 1


@servers
async def test_secrets_are_in_no_address(connection: Connection, kind: str) -> None:
    assert connection.server is not None
    async with connection.adapter() as adapter:
        files = await listing(adapter)
        async with adapter.open(files[0].path) as content:
            assert [chunk async for chunk in content.chunks]
    urls = [unquote(target.partition(" ")[0]) for target in connection.server.targets]
    assert len(urls) >= 2
    assert not any(SECRETS[kind] in url for url in urls)


@servers
async def test_a_failing_server_is_tried_again(connection: Connection) -> None:
    assert connection.server is not None
    connection.server.faults = [Fault(500), Fault(closes=True)]
    async with connection.adapter() as adapter:
        assert len(await listing(adapter)) == WHOLE_LISTING
    assert len(connection.pauses) == 2


@servers
@pytest.mark.parametrize("fault", [Fault(500), Fault(502), Fault(closes=True), Fault(truncates=True)])
async def test_an_unreachable_server_is_tried_three_times(connection: Connection, fault: Fault) -> None:
    assert connection.server is not None
    connection.server.faults = [fault] * 5
    failed = await failure(connection)
    assert (failed.code, failed.waits) == ("unreachable", False)
    assert len(connection.server.requests) == 3


@servers
async def test_a_server_that_does_not_respond(connection: Connection) -> None:
    assert connection.server is not None
    connection.server.faults = [Fault(hangs=True)] * 5
    connection.seconds = 0.05
    assert (await failure(connection)).code == "unreachable"


@servers
async def test_a_short_limit_is_waited_for(connection: Connection) -> None:
    assert connection.server is not None
    connection.server.faults = [Fault(429, {"Retry-After": "3"}), Fault(503, {"Retry-After": "2"})]
    async with connection.adapter() as adapter:
        await adapter.check()
    assert connection.pauses == [3, 2]


@servers
async def test_a_long_limit_is_left_to_the_queue(connection: Connection) -> None:
    assert connection.server is not None
    connection.server.faults = [Fault(429, {"Retry-After": "600"})]
    failed = await failure(connection)
    assert (failed.code, failed.waits) == ("rate_limited", True)
    assert failed.retry_at == connection.clock.now() + timedelta(seconds=600)
    assert connection.pauses == []


class Recording(AdaptiveLimiter):
    """Notes what a limiter is given; it admits a number of requests."""

    def __init__(self, admitted: int) -> None:
        super().__init__()
        self.admitted = admitted
        self.statuses: list[int] = []

    async def acquire(self) -> None:
        """Wait for ever when all have passed."""
        self.admitted -= 1
        if self.admitted < 0:
            await asyncio.Event().wait()

    def record(self, status: int, headers: Mapping[str, str]) -> None:
        """Note the status."""
        self.statuses.append(status)


@servers
async def test_the_limiter_admits_each_attempt_and_learns_from_it(
    connection: Connection, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert connection.server is not None
    monkeypatch.setattr("sources.infrastructure.servers.calls.LIMITER_SECONDS", 0.05)
    connection.limiter = limiter = Recording(3)
    connection.server.faults = [Fault(429, {"Retry-After": "1"}), Fault(500)]
    success = 207 if kind == "webdav" else 200
    async with connection.adapter() as adapter:
        await adapter.check()
        assert limiter.statuses == [429, 500, success]
        with pytest.raises(SourceFailed) as failed:
            await adapter.check()
    assert (failed.value.code, failed.value.waits) == ("rate_limited", True)
    assert failed.value.retry_at == connection.clock.now() + timedelta(minutes=1)
    assert len(connection.server.requests) == 3


@servers
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>login</html>",
        b"{}",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 5000,
        b'{"MediaContainer": 3}',
        b"<a>" * 5000,
    ],
)
async def test_another_response_is_invalid(connection: Connection, kind: str, body: bytes) -> None:
    assert connection.server is not None
    connection.server.faults = [Fault(207 if kind == "webdav" else 200, body=body)] * 20
    failed = await failure(connection)
    assert failed.code == "invalid_response"
    assert "expected" in failed.detail
    async with connection.adapter() as adapter:
        with pytest.raises(SourceFailed) as broken:
            await pages(adapter)
    assert broken.value.code in {"invalid_response", "unreachable"}


@servers
async def test_too_large_a_response(connection: Connection, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert connection.server is not None
    monkeypatch.setattr("sources.infrastructure.kinds.subsonic.adapter.MOST_BYTES", 1000)
    large = b" " * (17 * 1024 * 1024)
    connection.server.faults = [Fault(207 if kind == "webdav" else 200, body=large)] * 20
    async with connection.adapter() as adapter:
        with pytest.raises(SourceFailed) as failed:
            await pages(adapter)
    assert failed.value.code == "too_large"


@servers
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Range": "bytes 0-4/100"}, 206),
        ({"Content-Range": "bytes 0-50/100"}, 206),
        ({"Content-Range": "bytes 5-200/100"}, 206),
        ({"Content-Range": "items"}, 206),
        ({}, 206),
        ({"Content-Range": "bytes */100"}, 416),
        ({}, 200),
    ],
)
async def test_a_wrong_range_is_invalid(connection: Connection, headers: dict[str, str], status: int) -> None:
    assert connection.server is not None
    async with connection.adapter() as adapter:
        path = (await listing(adapter))[0].path
        if connection.kind == "plex":
            # The first request of an opening looks up where the file is.
            requests = len(connection.server.requests)

            async def misbehave(_: object) -> None:
                assert connection.server is not None
                if len(connection.server.requests) == requests + 2:
                    connection.server.faults = [Fault(status, headers, b"12345")]

            connection.server.before = misbehave
        else:
            connection.server.faults = [Fault(status, headers, b"12345")]
        with pytest.raises(SourceFailed) as failed:
            async with adapter.open(path, 5):
                pass
    assert failed.value.code == "invalid_response"


@servers
@pytest.mark.parametrize(
    "truncated",
    [
        Fault(200, {"Content-Type": "video/mp4"}, b"12345", truncates=True),
        Fault(206, {"Content-Type": "video/mp4", "Content-Range": "bytes 0-99999/100000"}, b"12345"),
    ],
)
async def test_a_file_that_ends_early(connection: Connection, truncated: Fault) -> None:
    assert connection.server is not None
    async with connection.adapter() as adapter:
        path = (await listing(adapter))[0].path
        requests = len(connection.server.requests) + (2 if connection.kind == "plex" else 1)

        async def misbehave(_: object) -> None:
            assert connection.server is not None
            if len(connection.server.requests) == requests:
                connection.server.faults = [truncated]

        connection.server.before = misbehave
        async with adapter.open(path) as content:
            assert content.total_bytes == 100_000
            with pytest.raises(SourceFailed) as failed:
                async for _ in content.chunks:
                    pass
    assert failed.value.code == "unreachable"


@servers
async def test_a_refused_range_without_a_size(connection: Connection) -> None:
    assert connection.server is not None
    async with connection.adapter() as adapter:
        file = (await listing(adapter))[0]
        requests = len(connection.server.requests) + (2 if connection.kind == "plex" else 1)

        async def misbehave(_: object) -> None:
            assert connection.server is not None
            if len(connection.server.requests) == requests:
                connection.server.faults = [Fault(416)]

        connection.server.before = misbehave
        async with adapter.open(file.path, 10**6, 5) as content:
            assert (content.total_bytes, content.length) == (file.bytes, 0)
            assert [chunk async for chunk in content.chunks] == []
