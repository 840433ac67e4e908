"""What stays of plays and marks: nothing of a deleted user, and sums of plays that are old."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx2
from services.music.tests.audio import write
from services.music.tests.integration.conftest import SECONDS, Music
from services.music.tests.integration.listeners import User, code
from sqlalchemy import func, select

from chassis.testing.tokens import Tokens
from music.application.users.erasing import erase_users
from music.infrastructure.metadata import metadata


async def test_a_deleted_user_leaves_nothing_but_the_id(
    client: httpx2.AsyncClient, music: Music, tokens: Tokens
) -> None:
    write(music.root / "Records/1.flac", title="T", artist="One", album="A")
    await music.add()
    user, other = User(client, tokens), User(client, tokens)
    track = (await user.ids())["T"]
    marked = [f"{kind}/{next(iter((await user.ids(kind)).values()))}" for kind in ("tracks", "albums", "artists")]
    for listener in (user, other):
        for path in marked:
            await listener.send("PUT", f"me/favourites/{path}")
        await listener.play(track)
        await listener.play(track, completion=0.1)
    for _ in range(2):
        async with music.container.units.begin() as work:
            await erase_users(work, {user.id})
    left: dict[str, int] = {}
    async with music.container.runtime.transactions.begin() as transaction:
        for table in metadata.tables.values():
            if "user_id" in table.c:
                query = select(func.count()).where(table.c.user_id == user.id)
                left[table.name] = (await transaction.connection.execute(query)).scalar_one()
    assert {name for name, number in left.items() if number} == {"erased_users"}
    assert {"plays", "play_totals", "track_marks", "album_marks", "artist_marks"} <= left.keys()
    statistics = await other.get(f"tracks/{track}/stats")
    assert (statistics["plays"], statistics["skips"], statistics["listeners"]) == (1, 1, 1)
    assert (await other.get(f"tracks/{track}"))["isFavourite"] is True
    assert code(await user.send("POST", "plays", {"trackId": track})) == (403, "ACCOUNT_ERASED")
    assert code(await user.send("PUT", f"me/favourites/{marked[0]}")) == (403, "ACCOUNT_ERASED")
    assert code(await user.send("PUT", f"me/ratings/{marked[0]}", {"rating": 1})) == (403, "ACCOUNT_ERASED")


async def test_old_plays_are_deleted_and_stay_counted(client: httpx2.AsyncClient, music: Music, tokens: Tokens) -> None:
    write(music.root / "Records/1.flac", title="T", artist="One", album="A")
    await music.add()
    user = User(client, tokens)
    track = (await user.ids())["T"]
    for days in (181, 179):
        await user.play(track, playedAt=(datetime.now(UTC) - timedelta(days=days)).isoformat())
    job, _ = await music.container.application.schedules.run("prune-plays", user=user.id)
    async with asyncio.timeout(SECONDS):
        while True:
            async with music.container.units.read() as work:
                ended = await work.jobs.get(job.id)
            if ended is not None and ended.finished_at is not None:
                break
            await asyncio.sleep(0.02)
    assert ended.result == {"deleted": 1, "mixes": 0}
    assert len(await user.get("me/history")) == 1
    assert (await user.get(f"tracks/{track}"))["playCount"] == 2
    assert (await user.get("me/top/tracks"))[0]["plays"] == 2
