"""Plan of a list sync: which lists of TMDB a job reads. Pure; the reader carries it out."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ingestion.application.ports.providers import Tmdb
from ingestion.domain.jobs import Job, JobKind
from ingestion.domain.lists.pages import ListPage
from ingestion.domain.titles.facts import KINDS, Kind

MAX_PAGES: Final = 10
TRENDING_PAGES: Final = 5
RELEASE_DAYS: Final = 30
DIGITAL_DAYS: Final = 14

FetchPage = Callable[[int], Awaitable[ListPage]]


@dataclass(frozen=True, slots=True)
class ListQuery:
    """One list to read; `fetch` returns a page by its number from 1, and at most `max_pages` are read."""

    list_id: str
    kind: Kind
    region: str
    fetch: FetchPage
    max_pages: int


def list_queries(tmdb: Tmdb, job: Job, *, default_region: str, today: date) -> list[ListQuery]:
    """Return the lists that a job reads; raise ValueError for a job that reads none."""
    payload = job.payload
    region = str(payload.get("region") or default_region)
    match job.kind:
        case JobKind.TRENDING:
            kinds = [payload["type"]] if payload.get("type") else KINDS
            pages = int(payload.get("pages", TRENDING_PAGES))
            return [_trending(tmdb, kind, pages) for kind in KINDS if kind in kinds]
        case JobKind.NOW_PLAYING | JobKind.NOW_PLAYING_FLAGS:
            return [_now_playing(tmdb, region)]
        case JobKind.NEW_RELEASES:
            return [_released(tmdb, region, today, int(payload.get("daysBack") or RELEASE_DAYS), digital=False)]
        case JobKind.NEW_ON_DIGITAL:
            return [_released(tmdb, region, today, int(payload.get("daysBack") or DIGITAL_DAYS), digital=True)]
        case _:
            raise ValueError(f"a job of kind {job.kind} reads no list")


def _trending(tmdb: Tmdb, kind: Kind, pages: int) -> ListQuery:
    return ListQuery(f"trending.{kind}.day", kind, "global", lambda page: tmdb.trending(kind, page), pages)


def _now_playing(tmdb: Tmdb, region: str) -> ListQuery:
    return ListQuery(
        f"now-playing.movie.{region}", "movie", region, lambda page: tmdb.now_playing(region, page), MAX_PAGES
    )


def _released(tmdb: Tmdb, region: str, today: date, days: int, *, digital: bool) -> ListQuery:
    since = today - timedelta(days=days)
    name = "new-on-digital" if digital else "new-releases"
    return ListQuery(
        f"{name}.movie.{region}",
        "movie",
        region,
        lambda page: tmdb.released(region, since, today, digital=digital, page=page),
        MAX_PAGES,
    )
