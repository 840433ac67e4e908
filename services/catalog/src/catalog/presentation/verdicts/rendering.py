"""The members that a title's page has besides its facts: verdict, status hint and freshness."""

from datetime import date, datetime
from functools import lru_cache
from typing import Final

from pydantic_core import to_json

from catalog.application.read_models import TitleDetail
from catalog.domain.cards import Signals, card_for
from catalog.domain.release import ReleaseStatus
from catalog.domain.verdicts.movies import MovieAppraisal, movie_verdict
from catalog.domain.verdicts.shows import ShowAppraisal, show_verdict
from catalog.domain.verdicts.status_hints import ShowAirings, status_hint
from catalog.domain.verdicts.verdict import Verdict
from catalog.presentation.verdicts.appraisals import Appraisal, read_appraisal

MOST_VERDICTS: Final = 4096


def movie_members(result: TitleDetail, status: ReleaseStatus, *, new_release: bool) -> bytes:
    """Return verdict and freshness of a movie."""
    appraisal = read_appraisal(result.appraisal)
    verdict = movie_verdict(
        MovieAppraisal(
            ratings=appraisal.ratings,
            release_status=status,
            popularity=result.popularity_score,
            badge=card_for("DEFAULT", _signals(result, new_release=new_release), None, result.as_of).badge,
            released=result.title.release_date or result.title.theatrical_release_date,
        ),
        result.as_of.date(),
    )
    return b',"verdict":%b,"freshness":%b' % (_verdict(verdict), _freshness(result, appraisal, None))


def show_members(
    result: TitleDetail, season_starts: tuple[date, ...], synced_at: datetime | None, *, new_release: bool
) -> bytes:
    """Return verdict, status hint and freshness of a show.

    `season_starts` are the first days of its regular seasons; `synced_at` is when a season was last fetched.
    """
    appraisal, today, progress = read_appraisal(result.appraisal), result.as_of.date(), result.title.progress
    verdict = show_verdict(
        ShowAppraisal(
            ratings=appraisal.ratings,
            status=appraisal.status,
            seasons=appraisal.seasons,
            badge=card_for("DEFAULT", _signals(result, new_release=new_release), None, result.as_of).badge,
            released=result.title.release_date,
        ),
        today,
    )
    airings = ShowAirings(appraisal.status, progress.last_air_date if progress else None, season_starts)
    hint = status_hint(airings, verdict, today)
    return b',"verdict":%b,"statusHint":%b,"freshness":%b' % (
        _verdict(verdict),
        b"null" if hint is None else b'{"messageKey":"%b"}' % hint.encode(),
        _freshness(result, appraisal, synced_at),
    )


def _signals(result: TitleDetail, *, new_release: bool) -> Signals:
    """Return the signals of the badge without a user: a verdict is the same for everyone."""
    return Signals(new_release=new_release, trending=result.title.trending, hit=result.hit, rising=result.rising)


@lru_cache(maxsize=MOST_VERDICTS)
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


def _freshness(result: TitleDetail, appraisal: Appraisal, synced_at: datetime | None) -> bytes:
    return to_json(
        {
            "facts": appraisal.facts_at,
            "stats": result.stats_at,
            "seasons": synced_at,
            "offers": appraisal.offers_at,
        }
    )
