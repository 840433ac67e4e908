"""Bodies of media servers are read in their documented shapes, and no body raises another error than its own."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from services.library.tests import webhook_bodies

from library.domain.positions.position import Device
from library.domain.scrobbling.scrobble import Account, Ignored, ProviderIds, Scrobble, Subject
from library.presentation.scrobbling.bodies.emby import parse_emby
from library.presentation.scrobbling.bodies.jellyfin import parse_jellyfin
from library.presentation.scrobbling.bodies.kodi import parse_kodi
from library.presentation.scrobbling.bodies.plex import parse_plex
from library.presentation.scrobbling.bodies.reading import BodyInvalid

pytestmark = pytest.mark.unit

Parse = Callable[[object], Scrobble | Ignored]
PARSERS: dict[str, tuple[Parse, Callable[..., dict[str, Any]]]] = {
    "jellyfin": (parse_jellyfin, webhook_bodies.jellyfin),
    "plex": (parse_plex, webhook_bodies.plex),
    "emby": (parse_emby, webhook_bodies.emby),
    "kodi": (parse_kodi, webhook_bodies.kodi),
}
EPISODE = ProviderIds("tt1232244", 62092, 438909)
ELEVEN = datetime(2026, 11, 21, 11, tzinfo=UTC)


def read(parse: Parse, body: object) -> Scrobble:
    result = parse(body)
    assert isinstance(result, Scrobble), result
    return result


def reason(parse: Parse, body: object) -> str:
    result = parse(body)
    assert isinstance(result, Ignored), result
    return result.reason


def test_jellyfin_names_the_show_by_name_and_year_and_the_episode_by_its_own_ids() -> None:
    scrobble = read(parse_jellyfin, webhook_bodies.jellyfin())

    assert scrobble == Scrobble(
        source="jellyfin",
        action="stop",
        subject=Subject("show", "Breaking Bad", 2008, episode_ids=EPISODE, season=2, episodes=(1,)),
        position_seconds=2880,
        duration_seconds=2880,
        at=ELEVEN.replace(microsecond=123456),
        completed=True,
        device=Device("TW96aWxsYS81LjA", "Living Room"),
        account=Account("0e9c1f2d3b4a59687786a5b4c3d2e1f0", "ada"),
        server_id="5c3a1a5d5b0f4c2b9a8f2b1d9e7f6a54",
        item_id="8a6b1c2d3e4f50617283940a1b2c3d4e",
    )


@pytest.mark.parametrize(
    ("changes", "action", "completed"),
    [
        ({"kind": "PlaybackStart", "position": 0}, "start", False),
        ({"kind": "PlaybackProgress", "position": 60}, "progress", False),
        ({"kind": "PlaybackProgress", "position": 60, "IsPaused": "true"}, "pause", False),
        ({"kind": "PlaybackStop", "position": 60}, "stop", False),
        ({"kind": "PlaybackStop", "PlayedToCompletion": "True"}, "stop", True),
        ({"kind": "UserDataSaved", "SaveReason": "TogglePlayed", "Played": True}, "mark", False),
    ],
)
def test_jellyfin_notifications_are_actions(changes: dict[str, Any], action: str, completed: bool) -> None:
    scrobble = read(parse_jellyfin, webhook_bodies.jellyfin(**changes))
    assert (scrobble.action, scrobble.completed) == (action, completed)


def test_values_of_a_template_are_texts() -> None:
    body = {name: str(value) for name, value in webhook_bodies.jellyfin().items()}
    assert read(parse_jellyfin, body) == read(parse_jellyfin, webhook_bodies.jellyfin())


def test_a_file_of_two_episodes_is_both() -> None:
    bodies = (
        read(parse_jellyfin, webhook_bodies.jellyfin(EpisodeNumberEnd=2)),
        read(parse_emby, webhook_bodies.emby(IndexNumberEnd=2)),
        read(parse_kodi, webhook_bodies.kodi(episodeend=2)),
    )
    assert [body.subject.episodes for body in bodies] == [(1, 2)] * 3
    assert read(parse_jellyfin, webhook_bodies.jellyfin(EpisodeNumberEnd=9000)).subject.episodes == (1,)


def test_plex_has_the_ids_of_the_episode_and_no_time() -> None:
    scrobble = read(parse_plex, webhook_bodies.plex())

    assert scrobble.subject == Subject("show", "Breaking Bad", None, episode_ids=EPISODE, season=2, episodes=(1,))
    assert (scrobble.action, scrobble.completed, scrobble.at) == ("scrobble", True, None)
    assert (scrobble.account, scrobble.device.name) == (Account("1", "ada"), "Plex Web")
    assert scrobble.report_id == "1 1795258800"
    resumed = read(parse_plex, webhook_bodies.plex("media.resume", 600))
    assert (resumed.action, resumed.position_seconds, resumed.duration_seconds) == ("progress", 600, 2880)
    assert read(parse_plex, webhook_bodies.plex("media.play")).position_seconds == 0


@pytest.mark.parametrize(
    ("guid", "ids"),
    [
        ("com.plexapp.agents.thetvdb://81189/2/1?lang=en", ProviderIds(tvdb=81189)),
        ("com.plexapp.agents.themoviedb://1396/2/1?lang=en", ProviderIds(tmdb=1396)),
        ("com.plexapp.agents.imdb://tt0903747/2/1?lang=en", ProviderIds(imdb="tt0903747")),
        ("com.plexapp.agents.none://1396/2/1", ProviderIds()),
    ],
)
def test_an_older_agent_of_plex_names_the_show(guid: str, ids: ProviderIds) -> None:
    scrobble = read(parse_plex, webhook_bodies.plex(guid=guid, Guid=None))
    assert (scrobble.subject.ids, scrobble.subject.episode_ids) == (ids, ProviderIds())


def test_emby_has_the_ids_of_the_episode_and_not_the_year_of_the_show() -> None:
    scrobble = read(parse_emby, webhook_bodies.emby())

    assert scrobble.subject == Subject("show", "Breaking Bad", None, episode_ids=EPISODE, season=2, episodes=(1,))
    assert (scrobble.action, scrobble.completed, scrobble.position_seconds) == ("stop", True, 2880)
    assert scrobble.at == ELEVEN.replace(microsecond=852346)
    assert (scrobble.account.name, scrobble.session_id) == ("ada", "c336b028b893558b333d1a49238b7db1")


def test_kodi_has_the_ids_of_show_and_episode() -> None:
    scrobble = read(parse_kodi, webhook_bodies.kodi())

    assert scrobble.subject == Subject(
        "show", "Breaking Bad", 2008, ProviderIds(tmdb=1396, tvdb=81189), ProviderIds("tt1232244", 62092), 2, (1,)
    )
    assert (scrobble.action, scrobble.completed, scrobble.at) == ("stop", True, ELEVEN)
    assert (scrobble.position_seconds, scrobble.duration_seconds) == (2880, 2880)
    assert scrobble.device == Device("kodi-living-room", "Living Room")
    paused = read(parse_kodi, webhook_bodies.kodi("Player.OnPause", 3700))
    assert (paused.action, paused.position_seconds) == ("pause", 3700)


def test_a_scrobble_in_the_shape_of_trakt_is_read_at_the_address_of_kodi() -> None:
    movie = {"title": "The Matrix", "year": 1999, "runtime": 136, "ids": {"imdb": "tt0133093", "tmdb": 603}}
    scrobble = read(parse_kodi, {"action": "pause", "movie": movie, "progress": 50.5})

    assert scrobble.subject == Subject("movie", "The Matrix", 1999, ProviderIds("tt0133093", 603))
    assert (scrobble.position_seconds, scrobble.duration_seconds) == (4120, 8160)
    episode = {"action": "scrobble", "show": {"ids": {"tvdb": 81189}}, "episode": {"season": 2, "number": 1}}
    assert read(parse_kodi, episode).subject == Subject(
        "show", "", None, ProviderIds(tvdb=81189), season=2, episodes=(1,)
    )


@pytest.mark.parametrize(
    ("parse", "body", "expected"),
    [
        (parse_jellyfin, webhook_bodies.jellyfin("ItemAdded"), "ItemAdded is no report of playback"),
        (parse_jellyfin, webhook_bodies.jellyfin(ItemType="Audio"), "Audio is neither a movie nor an episode"),
        (parse_jellyfin, webhook_bodies.jellyfin("UserDataSaved", SaveReason="PlaybackProgress", Played=True), None),
        (parse_jellyfin, webhook_bodies.jellyfin("UserDataSaved", SaveReason="TogglePlayed", Played=False), None),
        (parse_plex, webhook_bodies.plex("library.new"), "library.new is no report of playback"),
        (parse_plex, webhook_bodies.plex(type="track", librarySectionType="artist"), None),
        (parse_plex, webhook_bodies.plex(type="photo", librarySectionType="photo"), None),
        (parse_plex, webhook_bodies.plex(live=1), "live television is not recorded"),
        (parse_emby, webhook_bodies.emby("library.new"), "library.new is no report of playback"),
        (parse_emby, webhook_bodies.emby(Type="TvChannel"), "TvChannel is neither a movie nor an episode"),
        (parse_kodi, webhook_bodies.kodi(type="song"), "song is neither a movie nor an episode"),
        (parse_kodi, webhook_bodies.kodi("Application.OnVolumeChanged"), None),
        (parse_kodi, webhook_bodies.kodi("VideoLibrary.OnUpdate"), "the library was updated without a play"),
    ],
)
def test_what_is_no_playback_of_a_movie_or_an_episode_is_ignored_with_a_reason(
    parse: Parse, body: dict[str, Any], expected: str | None
) -> None:
    assert reason(parse, body) == (expected or reason(parse, body)) != ""


@pytest.mark.parametrize(
    ("parse", "body", "field"),
    [
        (parse_jellyfin, [], "body"),
        (parse_jellyfin, {}, "NotificationType"),
        (parse_jellyfin, webhook_bodies.jellyfin(SeriesName=""), "SeriesName"),
        (parse_plex, {"event": "media.stop"}, "Metadata"),
        (parse_plex, webhook_bodies.plex(index=None, Guid=[]), "Metadata.index"),
        (parse_emby, {"Event": "playback.stop", "Item": 5}, "Item"),
        (parse_kodi, {"action": "dance"}, "action"),
        (parse_kodi, {"action": "start"}, "movie"),
    ],
)
def test_an_error_names_the_field(parse: Parse, body: object, field: str) -> None:
    with pytest.raises(BodyInvalid) as raised:
        parse(body)
    assert raised.value.field == field


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["\x00", "1e400", "9" * 400, "٣", "-1", "2026-11-21T11:00:00", "0001-01-01T00:00:00+14:00"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize("name", PARSERS)
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_no_value_of_any_field_raises_another_error(name: str, data: st.DataObject) -> None:
    parse, sample = PARSERS[name]
    body = _spoiled(sample(), data)
    try:
        result = parse(body)
    except BodyInvalid:
        return
    if isinstance(result, Scrobble):
        _check(result)


def _spoiled(body: dict[str, Any], data: st.DataObject) -> dict[str, Any]:
    """Return a body in which some values, at any depth, are others."""
    changed = dict(body)
    for key in data.draw(st.lists(st.sampled_from(sorted(body)), max_size=6, unique=True)):
        inner = body[key]
        if isinstance(inner, dict) and data.draw(st.booleans()):
            changed[key] = _spoiled(inner, data)
        else:
            changed[key] = data.draw(VALUES)
    return changed


def _check(scrobble: Scrobble) -> None:
    for value in (scrobble.position_seconds, scrobble.duration_seconds, scrobble.subject.season):
        assert value is None or 0 <= value <= 1_000_000
    for text in (scrobble.subject.name, scrobble.device.id, scrobble.device.name, scrobble.account.name):
        assert text is None or ("\x00" not in text and len(text) <= 500)
        assert text is None or text.encode().decode() == text
    assert scrobble.at is None or scrobble.at.tzinfo is UTC
