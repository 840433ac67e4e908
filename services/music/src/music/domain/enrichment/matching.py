"""Whether what a search has returned is the artist or the album that was looked for.

MusicBrainz scales scores so that the best hit of every search has 100, also of a search for something that it does not
have. So a high score alone is no evidence: the name has to agree, and no second hit may be as good.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from music.domain.library.names import key_of

APPLIED_FROM: Final = 90
SUGGESTED_FROM: Final = 70
MOST_SUGGESTIONS: Final = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A hit of a search: an artist, or a release with its group."""

    mbid: str
    score: int
    names: tuple[str, ...]
    """Its name first, then its aliases."""
    detail: str | None = None
    """What distinguishes it from others of the name, for an administrator who chooses."""
    group_mbid: str | None = None
    """Of a release: the id of its release group, which is another kind of id."""
    artist: str | None = None
    year: int | None = None
    track_count: int | None = None


class Verdict(StrEnum):
    """What follows from a search."""

    APPLY = "apply"
    SUGGEST = "suggest"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Match:
    """The verdict with its candidates, the best first: the one to apply, or those that are suggested."""

    verdict: Verdict
    candidates: tuple[Candidate, ...] = ()


def match_artist(name: str, candidates: Sequence[Candidate]) -> Match:
    """Return which artist has a name."""
    ranked = _ranked(candidates)
    certain = [candidate for candidate in ranked if candidate.score >= APPLIED_FROM and _is_named(candidate, name)]
    if len(certain) == 1:
        return Match(Verdict.APPLY, (certain[0],))
    return _suggested(ranked)


def match_release(
    name: str, artist: str, candidates: Sequence[Candidate], *, year: int | None, track_count: int
) -> Match:
    """Return which release an album is.

    Editions of one release group have the same name and score. If exactly one has as many tracks, or else the same
    year too, it is the release; otherwise only the group is certain, and the match is a candidate without `mbid`.
    """
    ranked = _ranked(candidates)
    certain = [
        candidate
        for candidate in ranked
        if candidate.score >= APPLIED_FROM and _is_named(candidate, name) and _is_by(candidate, artist)
    ]
    groups = {candidate.group_mbid for candidate in certain}
    if len(groups) != 1 or None in groups:
        return _suggested(ranked)
    editions = [candidate for candidate in certain if candidate.track_count == track_count]
    if len(editions) > 1 and year is not None:
        editions = [candidate for candidate in editions if candidate.year == year]
    if len(editions) == 1:
        return Match(Verdict.APPLY, (editions[0],))
    group = certain[0]
    unsure = Candidate("", group.score, group.names, group.detail, group.group_mbid, group.artist)
    return Match(Verdict.APPLY, (unsure,))


def _ranked(candidates: Sequence[Candidate]) -> list[Candidate]:
    return sorted(candidates, key=lambda candidate: (-candidate.score, candidate.mbid))


def _suggested(ranked: Sequence[Candidate]) -> Match:
    suggested = tuple(candidate for candidate in ranked if candidate.score >= SUGGESTED_FROM)[:MOST_SUGGESTIONS]
    return Match(Verdict.SUGGEST, suggested) if suggested else Match(Verdict.NOTHING)


def _is_named(candidate: Candidate, name: str) -> bool:
    key = key_of(name)
    return any(key_of(own) == key for own in candidate.names)


def _is_by(candidate: Candidate, artist: str) -> bool:
    return candidate.artist is not None and key_of(candidate.artist) == key_of(artist)
