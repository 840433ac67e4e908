"""What happens to music, as users follow it by a WebSocket."""

from contextlib import AsyncExitStack
from uuid import uuid4

from services.music.tests.audio import write
from services.music.tests.integration.conftest import Music

from chassis.testing.clients import Socket, connected
from chassis.testing.tokens import Tokens
from music.api import create_api
from music.application.folders.managing import FolderChange
from music.domain.folders.folder import Visibility

PATH = "/api/v1/music/events/socket"


async def until(socket: Socket, name: str) -> tuple[set[str], dict[str, object]]:
    """Return the names of the events before one, and the content of that one."""
    names: set[str] = set()
    while True:
        event, data = await socket.event()
        if event == name:
            return names, data
        names.add(event)


async def test_each_user_follows_what_the_user_may(music: Music, tokens: Tokens) -> None:
    music.container.runtime.verifier = tokens.verifier()
    app, friend = create_api(music.container), uuid4()
    async with AsyncExitStack() as leaving:
        of_friend, of_other, of_admin = [
            await leaving.enter_async_context(connected(app, PATH, headers))
            for headers in (tokens.bearer(friend), tokens.bearer(uuid4()), tokens.bearer(uuid4(), ["admin"]))
        ]
        for socket in (of_friend, of_other, of_admin):
            assert (await socket.message())["type"] == "websocket.accept"
        write(music.root / "Secret/a.flac", title="T", artist="A", album="X")
        await music.add("Secret", FolderChange(visibility=Visibility.CHOSEN, user_ids=frozenset({friend})))
        write(music.root / "Open/a.flac", title="T", artist="A", album="X")
        write(music.root / "Open/b.flac", title="U", artist="A", album="X")
        await music.add("Open")
        first, second = await of_friend.event(), await of_friend.event()
        assert [(name, data["kind"], data["tracks"]) for name, data in (first, second)] == [
            ("library:change", "added", 1),
            ("library:change", "added", 2),
        ]
        name, data = await of_other.event()
        assert (name, data["tracks"]) == ("library:change", 2)
        # A message of a client is ignored.
        of_admin.sent.put_nowait({"type": "websocket.receive", "text": "{}"})
        before, scan = await until(of_admin, "scan:completed")
        assert (scan["status"], scan["added"]) == ("ready", 1)
        rest, _ = await until(of_admin, "scan:completed")
        assert before | rest <= {"library:change", "scan:progress", "lufs:progress"}
        assert "lufs:progress" in before
        assert of_other.received.empty()


async def test_a_connection_goes_on_where_it_was_and_ends_with_the_process(music: Music, tokens: Tokens) -> None:
    music.container.runtime.verifier = tokens.verifier()
    app, headers = create_api(music.container), tokens.bearer(uuid4())
    for name in ("One", "Two"):
        write(music.root / f"{name}/a.flac", title=name, artist="A", album=name)
        await music.add(name)
    async with music.container.units.read() as work:
        first, second = await work.changes.after(0, 10)
    async with connected(app, f"{PATH}?lastEventId={first.id}", headers) as socket:
        await socket.message()
        body = await socket.message()
        assert f'"id":"{second.id}"' in body["text"]
    async with AsyncExitStack() as leaving:
        sockets = [await leaving.enter_async_context(connected(app, PATH, headers)) for _ in range(5)]
        for socket in sockets:
            assert (await socket.message())["type"] == "websocket.accept"
        sixth = await leaving.enter_async_context(connected(app, PATH, headers))
        assert await sixth.refusal() == (429, "TOO_MANY_STREAMS")
        # The process stops.
        music.container.runtime.stopping.begin()
        end = await sockets[0].message()
        assert (end["type"], end["code"]) == ("websocket.close", 1012)


async def test_a_handshake_that_is_refused_has_the_response_of_a_request(music: Music, tokens: Tokens) -> None:
    music.container.runtime.verifier = tokens.verifier()
    app, user = create_api(music.container), tokens.bearer(uuid4())
    queries = ("lastEventId=x", "lastEventId=-1", "lastEventId=1&lastEventId=2", f"lastEventId={'9' * 19}")
    for query in (*queries, "lastEventId=%D9%A1", "other=%ED%A0%80", "lastEventId=%00"):
        async with connected(app, f"{PATH}?{query}", user) as socket:
            assert await socket.refusal() == (400, "VALIDATION_ERROR"), query
    for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Basic x"}):
        async with connected(app, PATH, headers) as socket:
            assert await socket.refusal() == (401, "UNAUTHORIZED"), headers
