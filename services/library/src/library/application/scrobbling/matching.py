"""Matching: from what a source calls a title to the title of the catalog."""

from uuid import UUID

from library.application.titles.merging import last_successor
from library.application.unit_of_work import UnitOfWork
from library.domain.errors import EpisodeUnknown, SeasonUnknown
from library.domain.positions.position import Playable
from library.domain.scrobbling.candidates import Refusal, choose
from library.domain.scrobbling.scrobble import Subject
from library.domain.titles.title import Title


async def match(work: UnitOfWork, user_id: UUID, subject: Subject) -> tuple[Playable, ...] | Refusal:
    """Return the movie or the episodes that are meant.

    The user's own choice counts first, then ids, then the name. A title that was merged is its successor.
    """
    chosen = subject.media_id or await work.scrobbles.remembered(user_id, subject.identity)
    if chosen is None:
        choice = choose(subject, await work.scrobbles.candidates(subject))
        if isinstance(choice, Refusal):
            return choice
        chosen = choice
    title = await work.titles.find(chosen)
    if title is None:
        return Refusal("the catalog has no such title")
    return await match_title(work, subject, await last_successor(work, title) or title)


async def match_title(work: UnitOfWork, subject: Subject, title: Title) -> tuple[Playable, ...] | Refusal:
    """Return the movie, or the episodes of the show, of a subject whose title is known.

    The id of an episode at TMDB counts more than its number, because servers number by other sources.
    """
    if title.kind != subject.kind:
        return Refusal(f"the title is a {title.kind}, not a {subject.kind}")
    if title.kind == "movie":
        return (Playable(title.media_id),)
    season, episodes = subject.season, subject.episodes
    if subject.episode_ids.tmdb is not None:
        place = await work.scrobbles.episode(title.media_id, subject.episode_ids.tmdb)
        if place is not None:
            count = max(len(episodes), 1)
            season, episodes = place.season, tuple(range(place.episode, place.episode + count))
    if season is None or not episodes:
        return Refusal("season and episode are unknown")
    try:
        (await work.titles.seasons(title)).check({season: max(episodes)})
    except (SeasonUnknown, EpisodeUnknown) as unknown:
        return Refusal(str(unknown).removeprefix("progress: "))
    return tuple(Playable(title.media_id, season, episode) for episode in episodes)
