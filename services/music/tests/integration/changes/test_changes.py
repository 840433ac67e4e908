"""Changes of the library, as users follow them: only of music folders that they may hear."""

import asyncio
from uuid import UUID, uuid4

import httpx2
import pytest
from services.music.tests.audio import write
from services.music.tests.integration.conftest import SECONDS, Music

from chassis.testing.tokens import Tokens
from music.application.changes.feed import LibraryFollower
from music.application.folders.access import Listener
from music.application.folders.managing import FolderChange
from music.domain.changes.change import LibraryChange
from music.domain.folders.folder import Visibility


async def take(follower: LibraryFollower, number: int) -> list[LibraryChange]:
    """Return the next changes."""
    changes: list[LibraryChange] = []
    async with asyncio.timeout(SECONDS):
        async for change in follower.changes():
            if change is not None:
                changes.append(change)
            if len(changes) == number:
                break
    return changes


def shown(changes: list[LibraryChange]) -> list[tuple[str, int]]:
    return [(change.kind.value, change.tracks) for change in changes]


async def test_a_user_follows_what_becomes_of_tracks_in_order(music: Music) -> None:
    feed = music.container.application.changes
    follower = await feed.join(Listener(uuid4()))
    paths = [write(music.root / f"Records/{n}.flac", title=f"T{n}", artist="A", album="X") for n in range(3)]
    await music.add()
    (added,) = await take(follower, 1)
    assert (added.kind.value, added.tracks, len(added.album_ids)) == ("added", 3, 1)
    content = paths[0].read_bytes()
    paths[0].unlink()
    write(paths[1], title="Other", artist="A", album="X")
    await music.scan()
    paths[0].write_bytes(content)
    await music.scan()
    expected = [("updated", 1), ("missing", 1), ("updated", 1), ("recovered", 1)]
    assert shown(await take(follower, 4)) == expected
    for path in paths:
        path.unlink()
    write(music.root / "Records/other/a.flac", title="Z", artist="A", album="Y")
    await music.scan()
    await music.container.application.missing.purge(None)
    assert shown(await take(follower, 3)) == [("added", 1), ("missing", 3), ("deleted", 3)]
    feed.leave(follower)
    # A client that connects again continues where it was.
    again = await feed.join(Listener(uuid4()), added.id)
    assert shown(await take(again, 1)) == [("updated", 1)]
    feed.leave(again)


async def test_a_user_learns_nothing_of_folders_of_others(music: Music) -> None:
    feed, friend = music.container.application.changes, uuid4()
    followers = [await feed.join(Listener(user)) for user in (friend, uuid4())]
    change = FolderChange(visibility=Visibility.CHOSEN, user_ids=frozenset({friend}))
    write(music.root / "Secret/a.flac", title="T", artist="A", album="X")
    await music.add("Secret", change)
    write(music.root / "Open/a.flac", title="T", artist="A", album="X")
    write(music.root / "Open/b.flac", title="U", artist="A", album="X")
    await music.add("Open")
    assert shown(await take(followers[0], 2)) == [("added", 1), ("added", 2)]
    assert shown(await take(followers[1], 1)) == [("added", 2)]
    for follower in followers:
        feed.leave(follower)


async def test_changes_are_kept_for_a_while(music: Music) -> None:
    write(music.root / "Records/a.flac", title="T")
    await music.add()
    async with music.container.units.begin() as work:
        (change,) = await work.changes.after(0, 10)
        assert await work.changes.prune(change.occurred_at) == 0
        assert await work.changes.newest() == change.id
    # An id that is not there yet is as good as none.
    follower = await music.container.application.changes.join(Listener(UUID(int=1)), 10**17)
    assert follower.after == change.id
    music.container.application.changes.leave(follower)


@pytest.mark.parametrize("last", ["x", "-1", "1" * 19])
async def test_an_id_that_is_no_number_is_refused(client: httpx2.AsyncClient, tokens: Tokens, last: str) -> None:
    headers = {**tokens.bearer(uuid4()), "Last-Event-ID": last}
    response = await client.get("/api/v1/music/events", headers=headers)
    assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR")
