"""Lists as text: imports, exports and feeds."""

import json
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
from services.library.tests.integration.lists.conftest import As, UserClient, title

pytestmark = pytest.mark.integration

TEXT = f"""# a comment
tt0000001
https://www.imdb.com/title/tt0000002/?ref=x
movie/3
https://www.themoviedb.org/movie/4-some-name
{title(5)}
1. Movie 41 (2001)
Móvie 41 (2002)
Movie 41 (2003)
movie 42
movie 43 (1990)
tt9999999
nothing at all
movie/3
"""


@pytest.fixture
async def named(deliver: Callable[..., Awaitable[None]], imported: Callable[..., Any]) -> None:
    def of(number: int, name: str, year: int, **facts: Any) -> Any:
        return imported(number, kind="movie", version=2, title=name, release_date=date(year, 6, 1), **facts)

    await deliver(
        of(1, "movie 1", 2000, external_ids={"imdb": "tt0000001"}),
        of(2, "movie 2", 2000, external_ids={"imdb": "tt0000002"}),
        of(41, "Movie 41", 2001),
        of(45, "Movie 41", 2002),
        of(42, "Movie 42", 2001),
        of(43, "Movie 43", 2001),
        of(44, "Movie 42", 1950),
    )


async def test_a_text_is_imported_line_by_line(owner: UserClient, named: None) -> None:
    list_id = await owner.create()

    response = await owner.send("POST", f"/lists/{list_id}/items/imports", {"text": TEXT})
    again = await owner.send("POST", f"/lists/{list_id}/items/imports", {"text": TEXT})

    data = response.json()["data"]
    assert (data["lines"], data["added"], data["present"], data["itemCount"]) == (13, 7, 2, 7)
    assert [(line["line"], line["text"], line["reason"]) for line in data["unmatched"]] == [
        (10, "movie 42", "ambiguous"),
        (11, "movie 43 (1990)", "unknown"),
        (12, "tt9999999", "unknown"),
        (13, "nothing at all", "unknown"),
    ]
    items = await owner.get(f"/lists/{list_id}/items")
    assert [item["mediaItemId"] for item in items] == [title(number) for number in (1, 2, 3, 4, 5, 41, 45)]
    assert (again.json()["data"]["added"], again.json()["data"]["present"]) == (0, 9)


async def test_a_table_is_imported_by_its_columns(owner: UserClient, named: None) -> None:
    list_id = await owner.create()
    table = 'Position;Const;Title;Year;Description\n1;tt0000001;x;1900;"first; of all"\n2;;Movie 42;1950;\n3;;;;\n'

    response = await owner.send("POST", f"/lists/{list_id}/items/imports", {"text": table})

    assert response.json()["data"]["unmatched"] == []
    items = await owner.get(f"/lists/{list_id}/items")
    assert [(item["mediaItemId"], item["note"]) for item in items] == [
        (title(1), "first; of all"),
        (title(44), None),
    ]


async def test_an_export_can_be_imported_again(owner: UserClient, named: None) -> None:
    source, target = await owner.create(), await owner.create()
    await owner.add(source, 3, 1, 2)
    await owner.send("PUT", f"/lists/{source}/items/{title(1)}/note", {"note": '=cmd "x", é'})

    exported = await owner.send("GET", f"/lists/{source}/file?format=csv")
    await owner.send("POST", f"/lists/{target}/items/imports", {"text": exported.text})

    assert exported.headers["content-type"] == "text/csv; charset=utf-8"
    assert exported.headers["content-disposition"] == f'attachment; filename="list-{source}.csv"'
    assert exported.headers["cache-control"] == "private, no-store"
    items = await owner.get(f"/lists/{target}/items")
    assert [item["mediaItemId"] for item in items] == [title(3), title(1), title(2)]
    assert items[1]["note"] == '\'=cmd "x", é', "no spreadsheet reads it as a formula"


async def test_a_list_is_a_document_and_two_feeds(owner: UserClient, as_user: As, named: None) -> None:
    list_id = await owner.create(name="Noir & <more>")
    await owner.add(list_id, 41)
    await owner.add(list_id, 1)
    token = (await owner.send("POST", f"/lists/{list_id}/links/public")).json()["data"]["token"]
    anonymous = as_user(None)

    document = (await anonymous.send("GET", f"/lists/shared/file?token={token}&format=json")).json()
    rss = await anonymous.send("GET", f"/lists/shared/file?token={token}")
    feed = await anonymous.send("GET", f"/lists/shared/file?token={token}&format=feed")

    assert (document["format"], document["version"], document["name"]) == ("marquee-list", 1, "Noir & <more>")
    assert [(item["id"], item["tmdb"], item["year"]) for item in document["items"]] == [
        (title(41), 41, 2001),
        (title(1), 1, 2000),
    ]
    channel = ElementTree.fromstring(rss.text).find("channel")
    assert channel is not None
    assert channel.findtext("title") == "Noir & <more>"
    assert [item.findtext("title") for item in channel.findall("item")] == ["movie 1 (2000)", "Movie 41 (2001)"]
    assert rss.headers["content-type"] == "application/rss+xml; charset=utf-8"
    assert feed.headers["content-type"] == "application/feed+json"
    assert [item["url"] for item in json.loads(feed.text)["items"]] == [
        "https://www.themoviedb.org/movie/1",
        "https://www.themoviedb.org/movie/41",
    ]


async def test_too_many_lines_change_nothing(owner: UserClient) -> None:
    list_id = await owner.create()

    response = await owner.send("POST", f"/lists/{list_id}/items/imports", {"text": "movie/1\n" * 10_001})

    assert (response.status_code, response.json()["error"]["code"]) == (409, "LIST_ITEM_LIMIT_REACHED")
    assert await owner.numbers(list_id) == []
