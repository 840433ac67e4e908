"""Bodies of Kodi add-ons: a notification of JSON-RPC with the item of `Player.GetItem`, or a scrobble in Trakt's shape.

Kodi itself sends no webhooks. An add-on forwards what Kodi notifies of, together with the item and the player's
properties: https://kodi.wiki/view/JSON-RPC_API/v13#Notifications. Add-ons that were written for Trakt send its bodies:
`movie` or `show` and `episode` with `ids`, and `progress` in percent.
"""

from collections.abc import Mapping
from typing import Any, Final

from library.domain.scrobbling.scrobble import Account, Action, Ignored, ProviderIds, Scrobble, Subject
from library.presentation.scrobbling.bodies.reading import (
    BodyInvalid,
    device,
    episodes,
    flag,
    identifier,
    member,
    moment,
    number,
    provider_ids,
    seconds,
    text,
    year,
)

_METHODS: Final[Mapping[str, Action]] = {
    "Player.OnPlay": "start",
    "Player.OnAVStart": "start",
    "Player.OnResume": "progress",
    "Player.OnSeek": "progress",
    "Player.OnPause": "pause",
    "Player.OnStop": "stop",
    "VideoLibrary.OnUpdate": "mark",
}
_TRAKT: Final[Mapping[str, Action]] = {
    "start": "start",
    "progress": "progress",
    "pause": "pause",
    "stop": "stop",
    "scrobble": "scrobble",
}
PERCENT: Final = 100


def parse_kodi(body: object) -> Scrobble | Ignored:
    """Return the report of a body; raise BodyInvalid when it has neither shape."""
    if not isinstance(body, Mapping):
        raise BodyInvalid("body", "must be an object")
    method = text(member(body, "method"))
    if method is not None:
        return _notification(body, method)
    action = _TRAKT.get(text(member(body, "action")) or "")
    if action is None:
        raise BodyInvalid("action", "must be start, progress, pause, stop or scrobble, or `method` of a notification")
    return _trakt(body, action)


def _notification(body: Mapping[str, Any], method: str) -> Scrobble | Ignored:
    action = _METHODS.get(method)
    if action is None:
        return Ignored(f"{method} is no report of playback")
    data = member(member(body, "params"), "data")
    item = member(body, "item") or member(data, "item")
    player = member(body, "player") or member(data, "player")
    if not isinstance(item, Mapping):
        raise BodyInvalid("item", "must be an object")
    if action == "mark" and not number(member(data, "playcount")):
        return Ignored("the library was updated without a play")
    subject = _item(item)
    if isinstance(subject, Ignored):
        return subject
    duration = _clock(member(player, "totaltime")) or seconds(member(item, "runtime")) or None
    position = _clock(member(player, "time"))
    return Scrobble(
        source="kodi",
        action=action,
        subject=subject,
        position_seconds=None
        if action == "mark"
        else _position(action, position, member(player, "percentage"), duration),
        duration_seconds=duration,
        at=moment(member(body, "at")),
        completed=action == "stop" and flag(member(data, "end")),
        **_origin(body),
    )


def _trakt(body: Mapping[str, Any], action: Action) -> Scrobble | Ignored:
    movie, show, episode = (member(body, name) for name in ("movie", "show", "episode"))
    if isinstance(movie, Mapping):
        subject = Subject("movie", text(member(movie, "title")) or "", year(member(movie, "year")), _ids(movie))
        minutes = seconds(member(movie, "runtime"))
    elif isinstance(show, Mapping) and isinstance(episode, Mapping):
        subject = Subject(
            "show",
            text(member(show, "title")) or "",
            year(member(show, "year")),
            _ids(show),
            _ids(episode),
            number(member(episode, "season")),
            episodes(member(episode, "number"), member(episode, "number_abs_end")),
        )
        minutes = seconds(member(episode, "runtime"))
    else:
        raise BodyInvalid("movie", "either `movie`, or `show` and `episode`, must be objects")
    _check(subject)
    duration = seconds(member(body, "duration")) or (minutes or 0) * 60 or None
    return Scrobble(
        source="kodi",
        action=action,
        subject=subject,
        position_seconds=_position(action, None, member(body, "progress"), duration),
        duration_seconds=duration,
        at=moment(member(body, "at")) or moment(member(body, "watched_at")),
        completed=action == "scrobble",
        **_origin(body),
    )


def _item(item: Mapping[str, Any]) -> Subject | Ignored:
    kind = text(member(item, "type"))
    if kind not in ("movie", "episode"):
        return Ignored(f"{kind or 'an item without type'} is neither a movie nor an episode")
    ids = provider_ids(member(item, "uniqueid"))
    if kind == "movie":
        subject = Subject("movie", text(member(item, "title")) or "", year(member(item, "year")), ids)
    else:
        show_ids = provider_ids(member(item, "tvshowuniqueid") or member(member(item, "tvshow"), "uniqueid"))
        started = year(member(member(item, "tvshow"), "year"))
        subject = Subject(
            "show",
            text(member(item, "showtitle")) or "",
            started,
            show_ids,
            ids,
            number(member(item, "season")),
            episodes(member(item, "episode"), member(item, "episodeend")),
        )
    _check(subject)
    return subject


def _check(subject: Subject) -> None:
    if not subject.name and not subject.ids:
        raise BodyInvalid("title", "the movie or show needs a title or an id")
    if subject.kind == "show" and (subject.season is None or not subject.episodes) and not subject.episode_ids:
        raise BodyInvalid("episode", "season and episode are required for an episode")


def _ids(value: object) -> ProviderIds:
    return provider_ids(member(value, "ids"))


def _clock(value: object) -> int | None:
    """Return the seconds of a time of Kodi, an object with hours, minutes and seconds."""
    if not isinstance(value, Mapping):
        return None
    parts = [number(member(value, name)) or 0 for name in ("hours", "minutes", "seconds")]
    total = parts[0] * 3600 + parts[1] * 60 + parts[2]
    return seconds(total)


def _position(action: Action, position: int | None, percent: object, duration: int | None) -> int | None:
    """Return the position as stated, or as a share of the duration; a start without either is at the beginning."""
    if position is None and duration and isinstance(percent, int | float) and 0 <= percent <= PERCENT:
        position = int(duration * percent / PERCENT)
    return position or 0 if action == "start" else position


def _origin(body: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "device": device(member(body, "device_id") or member(body, "deviceId"), member(body, "device")),
        "account": Account(None, text(member(body, "profile")) or text(member(body, "user"))),
        "server_id": identifier(member(body, "server_id")) or identifier(member(body, "serverId")),
        "session_id": identifier(member(body, "session")),
        "item_id": identifier(member(member(body, "item"), "id")),
    }
