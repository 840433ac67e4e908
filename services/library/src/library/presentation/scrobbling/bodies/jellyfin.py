"""Bodies of Jellyfin's webhook plugin, generic destination, with all properties or a template of the same names.

https://github.com/jellyfin/jellyfin-plugin-webhook (variables). The ids of an episode are its own: the show is named by
name and year only.
"""

from collections.abc import Mapping
from typing import Any, Final

from library.domain.scrobbling.scrobble import Account, Action, Ignored, Scrobble, Subject
from library.presentation.scrobbling.bodies.reading import (
    TICKS,
    BodyInvalid,
    ItemFields,
    device,
    episodes,
    flag,
    identifier,
    ids_of,
    member,
    moment,
    number,
    seconds,
    subject_of,
    text,
    year,
)

_ACTIONS: Final[Mapping[str, Action]] = {
    "PlaybackStart": "start",
    "PlaybackProgress": "progress",
    "PlaybackStop": "stop",
    "UserDataSaved": "mark",
}
_MARKED: Final = frozenset({"TogglePlayed", "Import"})
"""Reasons of saved data that mark an item; others repeat what the events of playback state."""
_FIELDS: Final = ItemFields("Name", "SeriesName", "EpisodeNumber")


def parse_jellyfin(body: object) -> Scrobble | Ignored:
    """Return the report of a body; raise BodyInvalid when it is none of this plugin."""
    if not isinstance(body, Mapping):
        raise BodyInvalid("body", "must be an object")
    kind = text(member(body, "NotificationType"))
    if kind is None:
        raise BodyInvalid("NotificationType", "is required")
    action = _ACTIONS.get(kind)
    if action is None:
        return Ignored(f"{kind} is no report of playback")
    if action == "mark" and not (member(body, "SaveReason") in _MARKED and flag(member(body, "Played"))):
        return Ignored("the data of the user is saved for another reason than a mark as watched")
    subject = _subject(body)
    if isinstance(subject, Ignored):
        return subject
    if action in ("start", "progress") and flag(member(body, "IsPaused")):
        action = "pause"
    marked = action == "mark"
    return Scrobble(
        source="jellyfin",
        action=action,
        subject=subject,
        position_seconds=None if marked else seconds(member(body, "PlaybackPositionTicks"), TICKS),
        duration_seconds=seconds(member(body, "RunTimeTicks"), TICKS) or None,
        at=(moment(member(body, "LastPlayedDate")) if marked else None) or moment(member(body, "UtcTimestamp")),
        completed=action == "stop" and flag(member(body, "PlayedToCompletion")),
        device=device(member(body, "DeviceId"), member(body, "DeviceName")),
        account=Account(
            identifier(member(body, "UserId")),
            text(member(body, "NotificationUsername")) or text(member(body, "Username")),
        ),
        server_id=identifier(member(body, "ServerId")),
        session_id=identifier(member(body, "Id")),
        item_id=identifier(member(body, "ItemId")),
        reports_progress=kind == "PlaybackProgress",
    )


def _subject(body: Mapping[str, Any]) -> Subject | Ignored:
    released = year(member(body, "Year"))
    return subject_of(
        text(member(body, "ItemType")),
        _FIELDS,
        ids=ids_of(
            imdb=member(body, "Provider_imdb"), tmdb=member(body, "Provider_tmdb"), tvdb=member(body, "Provider_tvdb")
        ),
        movie=(text(member(body, "Name")), released),
        series=(text(member(body, "SeriesName")), year(member(body, "SeriesPremiereDate")) or released),
        season=number(member(body, "SeasonNumber")),
        numbers=episodes(member(body, "EpisodeNumber"), member(body, "EpisodeNumberEnd")),
    )
