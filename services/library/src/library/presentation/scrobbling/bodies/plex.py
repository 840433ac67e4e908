"""Bodies of Plex: the JSON of the field `payload` of a form, which may have an image too.

https://support.plex.tv/articles/115002267687-webhooks/ Items of current agents have a list `Guid` with the ids of the
movie or of the episode; those of older agents have one `guid` that names the show, the season and the episode.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from library.domain.scrobbling.scrobble import NO_IDS, Account, Action, Ignored, ProviderIds, Scrobble, Subject
from library.presentation.scrobbling.bodies.reading import (
    MAX_ID,
    BodyInvalid,
    device,
    episodes,
    identifier,
    ids_of,
    items,
    member,
    number,
    seconds,
    text,
    year,
)

_ACTIONS: Final[Mapping[str, Action]] = {
    "media.play": "start",
    "media.resume": "progress",
    "media.pause": "pause",
    "media.stop": "stop",
    "media.scrobble": "scrobble",
}
_LIBRARIES: Final = frozenset({"movie", "show"})
_MILLISECONDS: Final = 1000
_GUID: Final = re.compile(r"(imdb|tmdb|tvdb)://([\w-]+)")
_AGENT: Final = re.compile(r"com\.plexapp\.agents\.(imdb|themoviedb|thetvdb)://(\w+)(?:/\d+/\d+)?(?:\?.*)?")
_AGENT_NAMES: Final[Mapping[str, str]] = {"imdb": "imdb", "themoviedb": "tmdb", "thetvdb": "tvdb"}


def parse_plex(body: object) -> Scrobble | Ignored:
    """Return the report of a body; raise BodyInvalid when it is none of this server."""
    if not isinstance(body, Mapping):
        raise BodyInvalid("payload", "must be an object")
    event = text(member(body, "event"))
    if event is None:
        raise BodyInvalid("event", "is required")
    action = _ACTIONS.get(event)
    if action is None:
        return Ignored(f"{event} is no report of playback")
    item = member(body, "Metadata")
    if not isinstance(item, Mapping):
        raise BodyInvalid("Metadata", "must be an object")
    subject = _subject(item)
    if isinstance(subject, Ignored):
        return subject
    last_viewed = number(member(item, "lastViewedAt"), MAX_ID)
    account, player, server = member(body, "Account"), member(body, "Player"), member(body, "Server")
    position = seconds(member(item, "viewOffset"), _MILLISECONDS)
    if action == "start":
        position = position or 0
    return Scrobble(
        source="plex",
        action=action,
        subject=subject,
        position_seconds=position,
        duration_seconds=seconds(member(item, "duration"), _MILLISECONDS) or None,
        completed=action == "scrobble",
        device=device(member(player, "uuid"), member(player, "title")),
        account=Account(identifier(member(account, "id")), text(member(account, "title"))),
        server_id=identifier(member(server, "uuid")),
        session_id=identifier(member(item, "sessionKey")),
        item_id=identifier(member(item, "ratingKey")),
        # Plex states no time of the report. Count and time of the last view are others after every view.
        report_id=text(f"{number(member(item, 'viewCount'))} {last_viewed}") if last_viewed else None,
    )


def _subject(item: Mapping[str, Any]) -> Subject | Ignored:
    kind, library = text(member(item, "type")), text(member(item, "librarySectionType"))
    if kind not in ("movie", "episode") or (library is not None and library not in _LIBRARIES):
        return Ignored(f"{kind or 'an item without type'} is neither a movie nor an episode of a library")
    if number(member(item, "live")) == 1:
        return Ignored("live television is not recorded")
    own, of_show = _ids(item)
    if kind == "movie":
        name = text(member(item, "title"))
        if name is None and not own:
            raise BodyInvalid("Metadata.title", "a movie needs a title or an id")
        return Subject("movie", name or "", year(member(item, "year")), own)
    show = text(member(item, "grandparentTitle"))
    numbers, season = episodes(member(item, "index")), number(member(item, "parentIndex"))
    if show is None and not of_show:
        raise BodyInvalid("Metadata.grandparentTitle", "is required for an episode")
    if (season is None or not numbers) and not own:
        raise BodyInvalid("Metadata.index", "parentIndex and index are required for an episode")
    return Subject("show", show or "", None, of_show, own, season, numbers)


def _ids(item: Mapping[str, Any]) -> tuple[ProviderIds, ProviderIds]:
    """Return the ids of the item itself, and those of its show, which only older agents state."""
    ids: dict[str, str] = {}
    # `member` would find `guid` for `Guid`: the two differ only in case.
    for entry in items(item.get("Guid")):
        match = _GUID.fullmatch(identifier(member(entry, "id")) or "")
        if match:
            ids.setdefault(match[1], match[2])
    own = ids_of(**ids)
    match = _AGENT.fullmatch(text(item.get("guid")) or "")
    if match is None:
        return own, NO_IDS
    agent = ids_of(**{_AGENT_NAMES[match[1]]: match[2]})
    return (own, agent) if item.get("type") == "episode" else (own or agent, NO_IDS)
