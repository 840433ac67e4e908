"""The members that a title's page has besides its facts: verdict, status hint and freshness."""

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final

from pydantic_core import to_json

from catalog.application.read_models import TitleDetail
from catalog.domain.cards import Badge, Signals, card_for
from catalog.domain.release import ReleaseStatus
from catalog.domain.verdicts.movies import MovieAppraisal, movie_verdict
from catalog.domain.verdicts.shows import ShowAppraisal, show_verdict
from catalog.domain.verdicts.status_hints import ShowAirings, status_hint
from catalog.domain.verdicts.verdict import Verdict
from catalog.presentation.verdicts.appraisals import read_appraisal

MOST_VERDICTS: Final = 4096
ANY_TIME: Final = datetime(2000, 1, 1, tzinfo=UTC)


def movie_members(result: TitleDetail, status: ReleaseStatus, *, new_release: bool) -> bytes:
    """Return verdict and freshness of a movie."""
    title, today = result.title, result.as_of.date()
    released = title.release_date or title.theatrical_release_date
    badge = _badge(new_release=new_release, trending=title.trending, hit=result.hit, rising=result.rising)
    verdict = _movie_verdict(result.appraisal, status, result.popularity_score, badge, released, today)
    return b',"verdict":%b,"freshness":%b' % (verdict, _freshness(result, None))


def show_members(
    result: TitleDetail, season_starts: tuple[date, ...], synced_at: datetime | None, *, new_release: bool
) -> bytes:
    """Return verdict, status hint and freshness of a show.

    `season_starts` are the first days of its regular seasons; `synced_at` is when a season was last fetched.
    """
    title, today, progress = result.title, result.as_of.date(), result.title.progress
    badge = _badge(new_release=new_release, trending=title.trending, hit=result.hit, rising=result.rising)
    last_air_date = progress.last_air_date if progress else None
    verdict = _show_verdict(result.appraisal, badge, title.release_date, last_air_date, season_starts, today)
    return b'%b,"freshness":%b' % (verdict, _freshness(result, synced_at))


@lru_cache(maxsize=16)
def _badge(*, new_release: bool, trending: bool, hit: bool, rising: bool) -> Badge | None:
    """Return the badge without a user, on any day: a verdict is the same for everyone."""
    signals = Signals(new_release=new_release, trending=trending, hit=hit, rising=rising)
    return card_for("DEFAULT", signals, None, ANY_TIME).badge


# A verdict changes once per day, import or score of its title at most, and costs a tenth of the request.
@lru_cache(maxsize=MOST_VERDICTS)
def _movie_verdict(
    stored: bytes,
    status: ReleaseStatus,
    popularity: float | None,
    badge: Badge | None,
    released: date | None,
    today: date,
) -> bytes:
    ratings = read_appraisal(stored).ratings
    return _verdict(movie_verdict(MovieAppraisal(ratings, status, popularity, badge, released), today))


@lru_cache(maxsize=MOST_VERDICTS)
def _show_verdict(
    stored: bytes,
    badge: Badge | None,
    released: date | None,
    last_air_date: date | None,
    season_starts: tuple[date, ...],
    today: date,
) -> bytes:
    """Return the members of verdict and status hint."""
    appraisal = read_appraisal(stored)
    show = ShowAppraisal(appraisal.ratings, appraisal.status, appraisal.seasons, badge, released)
    verdict = show_verdict(show, today)
    hint = status_hint(ShowAirings(appraisal.status, last_air_date, season_starts), verdict, today)
    return b',"verdict":%b,"statusHint":%b' % (
        _verdict(verdict),
        b"null" if hint is None else b'{"messageKey":"%b"}' % hint.encode(),
    )


def _verdict(verdict: Verdict) -> bytes:
    basis = verdict.basis
    return to_json(
        {
            "type": verdict.type,
            "messageKey": verdict.message,
            "context": basis.text if basis else None,
            "basis": basis
            and {
                "source": basis.source,
                "rating": basis.rating,
                "voteCount": basis.votes,
                "sources": basis.sources,
            },
            "seasons": verdict.seasons,
            "hintKey": verdict.hint,
        }
    )


def _freshness(result: TitleDetail, synced_at: datetime | None) -> bytes:
    appraisal = read_appraisal(result.appraisal)
    return to_json(
        {
            "facts": appraisal.facts_at,
            "stats": result.stats_at,
            "seasons": synced_at,
            "offers": appraisal.offers_at,
        }
    )
