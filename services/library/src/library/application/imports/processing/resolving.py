"""Finds the titles and episodes that groups of rows mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from library.application.imports.ports import ImportWork
from library.application.imports.rows import StoredRow
from library.domain.imports.applying.episodes import Episodes, RowPlace, names_place, place_of
from library.domain.imports.applying.lookup import Lookup
from library.domain.imports.applying.matching import UNMATCHED, Match, TitleReference, match
from library.domain.imports.applying.preparation import PreparedRow, TitleGroup
from library.domain.imports.applying.requests import MOST_REQUESTED, TitleRequest, request_of
from library.domain.imports.rows import ImportRow
from library.domain.imports.run import RowStatus
from library.domain.titles.names import match_names
from library.domain.titles.title import Title

DOUBTFUL: Final = 0.7
"""The confidence of a row whose episode the show does not have, as far as it is imported_keys."""
_MOST_SPLITS: Final = 3


@dataclass(frozen=True, slots=True)
class _Resolved:
    """A group with the title that it means; `episode_title` is what remains of a title that begins with a show's."""

    group: TitleGroup
    match: Match
    episode_title: str | None = None


async def resolve(work: ImportWork, user_id: UUID, groups: Sequence[TitleGroup], now: datetime) -> list[StoredRow]:
    """Return the rows of groups with what they mean, and request titles that are missing.

    Whatever the number of rows, a few queries read titles, episodes and keys.
    """
    splits = {group.number: _splits(group) for group in groups}
    references = [group.reference for group in groups] + [show for shows in splits.values() for show, _ in shows]
    lookup = await work.candidates.of(references)
    resolved = [_resolved(group, splits[group.number], lookup) for group in groups]
    media_ids = {item.match.best.media_id for item in resolved if item.match.best}
    titles = await work.titles.find_all(media_ids)
    shows = [media_id for media_id, title in titles.items() if title.kind == "show"]
    episodes = await work.episodes(shows) if shows else {}
    keys = [effect.key for group in groups for row in group.rows for effect in row.effects]
    imported_keys = await work.import_rows.known_keys(user_id, keys)
    rows = [
        row_of(prepared, item.group.number, item.match, titles, episodes, imported_keys, item.episode_title)
        for item in resolved
        for prepared in item.group.rows
    ]
    return await _request(work, user_id, [item.group for item in resolved if item.match.best is None], rows, now)


async def _request(
    work: ImportWork, user_id: UUID, groups: Sequence[TitleGroup], rows: list[StoredRow], now: datetime
) -> list[StoredRow]:
    """Request the titles of groups that can be imported, as many as a user may have at once; their rows wait.

    The rows of the others have the reason why theirs cannot be imported.
    """
    requests: dict[int, TitleRequest] = {}
    reasons: dict[int, str] = {}
    for group in groups:
        request = request_of(group.rows[0].row)
        if isinstance(request, TitleRequest):
            requests[group.number] = request
        else:
            reasons[group.number] = request
    admitted = max(0, MOST_REQUESTED - await work.import_rows.count_requested(user_id)) if requests else 0
    chosen = dict(list(requests.items())[:admitted])
    await work.request_titles(sorted(set(chosen.values()), key=repr), now)
    return [
        _waiting(row, chosen, reasons) if row.status == "unmatched" and row.media_id is None else row for row in rows
    ]


def _waiting(row: StoredRow, chosen: Mapping[int, TitleRequest], reasons: Mapping[int, str]) -> StoredRow:
    if row.title_group in chosen:
        return replace(row, status="importing", code=None)
    reason = reasons.get(row.title_group) if row.title_group is not None else None
    return replace(row, code=reason) if reason is not None else row


def row_of(
    prepared: PreparedRow,
    group: int,
    title_match: Match,
    titles: Mapping[UUID, Title],
    episodes: Mapping[UUID, Episodes],
    imported_keys: set[str],
    episode_title: str | None = None,
) -> StoredRow:
    """Return a row with its title, its episode and its status."""
    row = prepared.row
    stored = StoredRow(
        number=prepared.number,
        status=title_match.status,
        position=row.position,
        title_group=group,
        kind=row.kind,
        title=row.title,
        year=row.year,
        ids=row.ids,
        stated_season=row.season,
        stated_episode=row.episode,
        stated_episode_title=row.episode_title,
        alternatives=title_match.alternatives,
        effects=prepared.effects,
    )
    if not prepared.effects:
        return replace(stored, status="duplicate", code="repeated_in_file")
    if all(effect.key in imported_keys for effect in prepared.effects):
        stored = replace(stored, status="duplicate", code="imported_before")
    best = title_match.best
    title = titles.get(best.media_id) if best else None
    if best is None or title is None:
        return stored if stored.status == "duplicate" else replace(stored, status="unmatched", code="title_unknown")
    named = replace(row, episode_title=episode_title) if episode_title else row
    return placed(stored, best.media_id, best.confidence, place_of(named, title.kind, episodes.get(best.media_id, {})))


def placed(stored: StoredRow, media_id: UUID, confidence: float, place: RowPlace) -> StoredRow:
    """Return a row with its title and episode; one whose episode is doubtful or unknown is not matched."""
    status: RowStatus = stored.status
    if place.reason in ("episode_unknown", "movie_has_no_episodes"):
        status, confidence = "unmatched", 0.0
    elif place.reason == "episode_unconfirmed":
        status, confidence = "ambiguous", min(confidence, DOUBTFUL)
    return replace(
        stored,
        status="duplicate" if stored.status == "duplicate" else status,
        media_id=media_id,
        season=place.season,
        episode=place.episode,
        confidence=confidence,
        code=stored.code or place.reason or ("title_ambiguous" if status == "ambiguous" else None),
    )


def _splits(group: TitleGroup) -> list[tuple[TitleReference, str]]:
    """Return the shows that a title such as `Show: Episode` may begin with, and the rest of each."""
    row: ImportRow = group.rows[0].row
    if row.kind == "movie" or row.ids.known or names_place(row) or ": " not in row.title:
        return []
    words = row.title.split(": ")
    return [
        (TitleReference("show", names=match_names([": ".join(words[:count])])), ": ".join(words[count:]))
        for count in range(1, min(len(words), _MOST_SPLITS + 1))
    ]


def _resolved(group: TitleGroup, splits: Sequence[tuple[TitleReference, str]], lookup: Lookup) -> _Resolved:
    title_match = match(group.reference, lookup.of(group.reference))
    if title_match.status != "unmatched":
        return _Resolved(group, title_match)
    for show, episode_title in splits:
        title_match = match(show, lookup.of(show))
        if title_match.status != "unmatched":
            return _Resolved(group, title_match, episode_title)
    return _Resolved(group, UNMATCHED)
