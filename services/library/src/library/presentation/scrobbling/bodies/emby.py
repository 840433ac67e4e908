"""Bodies of Emby's own webhooks (version 4.8 and later): one object with the event, the user, the item and the session.

The ids of an episode are its own, and its year is not that of the show, which is named by its name only.
"""

from collections.abc import Mapping
from typing import Final

from library.domain.scrobbling.scrobble import Account, Action, Ignored, Scrobble, Subject
from library.presentation.scrobbling.bodies.reading import (
    TICKS,
    BodyInvalid,
    ItemFields,
    device,
    episodes,
    flag,
    identifier,
    member,
    moment,
    number,
    provider_ids,
    seconds,
    subject_of,
    text,
    year,
)

_ACTIONS: Final[Mapping[str, Action]] = {
    "playback.start": "start",
    "playback.unpause": "progress",
    "playback.timeupdate": "progress",
    "playback.pause": "pause",
    "playback.stop": "stop",
    "item.markplayed": "mark",
}
_FIELDS: Final = ItemFields("Item.Name", "Item.SeriesName", "Item.IndexNumber")


def parse_emby(body: object) -> Scrobble | Ignored:
    """Return the report of a body; raise BodyInvalid when it is none of this server."""
    if not isinstance(body, Mapping):
        raise BodyInvalid("body", "must be an object")
    event = text(member(body, "Event"))
    if event is None:
        raise BodyInvalid("Event", "is required")
    action = _ACTIONS.get(event.casefold())
    if action is None:
        return Ignored(f"{event} is no report of playback")
    item = member(body, "Item")
    if not isinstance(item, Mapping):
        raise BodyInvalid("Item", "must be an object")
    subject = _subject(item)
    if isinstance(subject, Ignored):
        return subject
    playback, session, user = member(body, "PlaybackInfo"), member(body, "Session"), member(body, "User")
    position = seconds(member(playback, "PositionTicks"), TICKS)
    if action == "start":
        position = position or 0
    return Scrobble(
        source="emby",
        action=action,
        subject=subject,
        position_seconds=None if action == "mark" else position,
        duration_seconds=seconds(member(item, "RunTimeTicks"), TICKS) or None,
        at=moment(member(body, "Date")),
        completed=action == "stop" and flag(member(playback, "PlayedToCompletion")),
        device=device(member(session, "DeviceId"), member(session, "DeviceName")),
        account=Account(identifier(member(user, "Id")), text(member(user, "Name"))),
        server_id=identifier(member(member(body, "Server"), "Id")),
        session_id=identifier(member(session, "Id")),
        item_id=identifier(member(item, "Id")),
    )


def _subject(item: Mapping[str, object]) -> Subject | Ignored:
    return subject_of(
        text(member(item, "Type")),
        _FIELDS,
        ids=provider_ids(member(item, "ProviderIds")),
        movie=(text(member(item, "Name")), year(member(item, "ProductionYear"))),
        series=(text(member(item, "SeriesName")), None),
        season=number(member(item, "ParentIndexNumber")),
        numbers=episodes(member(item, "IndexNumber"), member(item, "IndexNumberEnd")),
    )
