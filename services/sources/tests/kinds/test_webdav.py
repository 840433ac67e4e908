"""What only WebDAV has: hrefs of any form, folders that are refused or contain themselves, and digests."""

from pathlib import Path

import pytest
from services.sources.tests.kinds.connections import Connection, connected
from services.sources.tests.servers.webdav import PASSWORD, ROOT, WebdavServer

from sources.domain.files.listed import ListedFile, Page
from sources.domain.media_sources.errors import SourceFailed
from sources.infrastructure.kinds.webdav.digest import DigestAuthorization
from sources.infrastructure.kinds.webdav.multistatus import Entry, entries
from sources.infrastructure.kinds.webdav.spec import WebdavConfiguration

pytestmark = [pytest.mark.integration, pytest.mark.parametrize("kind", ["webdav"])]


@pytest.fixture
def server(connection: Connection) -> WebdavServer:
    assert isinstance(connection.server, WebdavServer)
    return connection.server


async def pages(connection: Connection) -> list[Page]:
    async with connection.adapter() as adapter:
        return [page async for page in adapter.files(None)]


async def listing(connection: Connection) -> list[ListedFile]:
    return [file for page in await pages(connection) for file in page.files]


async def test_hrefs_may_be_whole_addresses(connection: Connection, server: WebdavServer) -> None:
    before = await listing(connection)
    server.absolute_hrefs = True
    assert await listing(connection) == before


async def test_hrefs_that_lead_elsewhere_are_left_out(connection: Connection, server: WebdavServer) -> None:
    before = await listing(connection)
    server.extra = [
        f"{ROOT}/../../../etc/",
        f"{ROOT}/%2e%2e/",
        f"{ROOT}/a%2Fb/",
        f"{ROOT}/%00/",
        f"{ROOT}/%ff/",
        "/etc/",
        "",
        "http://[/",
        f"{ROOT}/",
    ]
    assert await listing(connection) == before
    assert all(request.split(" ")[1].startswith(ROOT) for request in server.requests)


async def test_a_refused_folder_makes_the_listing_incomplete(connection: Connection, server: WebdavServer) -> None:
    server.forbidden = {"Shows/Show 1"}
    every = await pages(connection)
    assert [page.unread for page in every if page.unread] == [("Shows/Show 1/",)]
    assert sum(len(page.files) for page in every) == 50


async def test_folders_without_files_do_not_hold_a_page(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await listing(connection)
    monkeypatch.setattr("sources.infrastructure.kinds.webdav.adapter.PAGE_FOLDERS", 5)
    every = await pages(connection)
    assert [file for page in every for file in page.files] == before
    assert len(every) == 9


async def test_folders_that_contain_themselves_end(
    connection: Connection, server: WebdavServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.loops = True
    every = await pages(connection)
    assert sum(len(page.files) for page in every) == 0
    assert [page.unread for page in every if page.unread] != []
    assert len(server.requests) <= 70
    monkeypatch.setattr("sources.infrastructure.kinds.webdav.adapter.MOST_FOLDERS", 10)
    with pytest.raises(SourceFailed) as failed:
        await pages(connection)
    assert failed.value.code == "too_large"


async def test_digests(kind: str, tmp_path: Path) -> None:
    async with connected(kind, tmp_path) as connection:
        server = connection.server
        assert isinstance(server, WebdavServer)
        server.scheme = "digest"
        connection.configuration["authentication"] = "digest"
        assert len(await listing(connection)) == 60
        # One refusal, whose challenge is used from then on.
        async with connection.adapter(password="wrong") as adapter:
            with pytest.raises(SourceFailed) as failed:
                await adapter.check()
        assert failed.value.code == "credentials_refused"
        assert not any(PASSWORD in target for target in server.targets)


def test_the_digest_of_the_documentation(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """RFC 7616, section 3.9.1."""
    monkeypatch.setattr(
        "sources.infrastructure.kinds.webdav.digest.secrets.token_hex",
        lambda _: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
    )
    responses = {
        "SHA-256": "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
        "MD5": "8ca523f5e9506fed4657c9700eebdbec",
    }
    for algorithm, response in responses.items():
        digest = DigestAuthorization("Mufasa", "Circle of Life")
        challenge = (
            f'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={algorithm}, '
            'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", '
            'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
        )
        assert digest.is_renewed({"www-authenticate": challenge})
        assert (
            f'response="{response}"' in digest.headers("GET", "http://www.example.org/dir/index.html")["authorization"]
        )
        assert not digest.is_renewed({"www-authenticate": challenge})
        assert digest.is_renewed({"www-authenticate": challenge + ", stale=true"})


@pytest.mark.parametrize(
    "challenge", ["", "Basic realm=x", "Digest", 'Digest realm="x"', 'Digest realm="x", nonce="y", algorithm=X']
)
def test_other_challenges_are_of_no_use(kind: str, challenge: str) -> None:
    assert not DigestAuthorization("a", "b").is_renewed({"www-authenticate": challenge})


def test_entries_of_a_folder(kind: str) -> None:
    body = b"""<?xml version="1.0"?><D:multistatus xmlns:D="DAV:">
      <D:response><D:href>/dav/Movies</D:href><D:propstat><D:prop><D:resourcetype><D:collection/></D:resourcetype></D:prop>
        <D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>
      <D:response><D:href>/dav/Movies/b%20%26.mkv</D:href><D:propstat><D:prop><D:getcontentlength>12</D:getcontentlength>
        <D:getetag>W/"e"</D:getetag><D:getlastmodified>Thu, 01 Jan 2026 00:00:00 GMT</D:getlastmodified></D:prop>
        <D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>
      <D:response><D:href>/dav/Movies/a</D:href><D:propstat><D:prop><D:resourcetype><D:collection/></D:resourcetype></D:prop>
        <D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>
      <D:response><D:href>/dav/Movies/lost.mkv</D:href><D:status>HTTP/1.1 404 Not Found</D:status></D:response>
    </D:multistatus>"""
    first, second = entries(body, "/dav/Movies/")
    assert first == Entry("a", is_folder=True)
    assert (second.name, second.bytes, second.fingerprint, second.is_folder) == ("b &.mkv", 12, "e", False)


@pytest.mark.parametrize(
    "address",
    [
        "ftp://x.example/",
        "https://",
        "https://u:p@x.example/",
        "https://x.example/?a",
        "https://x.example/../a",
        "https://x.example/ä",
    ],
)
def test_addresses(kind: str, address: str) -> None:
    with pytest.raises(ValueError, match="address"):
        WebdavConfiguration.model_validate({"address": address})
