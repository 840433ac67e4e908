"""Responses on formulas, explanations and past scores."""

from datetime import date, datetime
from typing import Literal, Self

from pydantic import Field

from chassis.http.schemas import ResponseModel
from stats.application.scoring.queries import DayOfScore, Explanation, History
from stats.domain.scoring.formulas import Formula as FormulaOfDomain
from stats.domain.scoring.formulas import Formulas
from stats.domain.scoring.result import Term, TermName
from stats.presentation.schemas import Formula, High, Low, MediaId, Score, age, rounded

Use = Literal["shown", "shadow", "available"]


class TermResponse(ResponseModel):
    """One term of a score; null is unknown, or does not apply to the term."""

    name: TermName = Field(
        description="`prior`: the mean of all titles of the type. `imdb`, `tmdb`, `trakt`, `metacritic`,"
        " `rottenTomatoes`: the rating of a source. `rating`: the neutral rating without any source, or the mean of"
        " all sources in older scores. `popularity`: TMDB's popularity. `watchers`: users who are watching now."
        " `confidence`: the number of votes. `freshness`: the age of the title",
        examples=["imdb"],
    )
    value: float | None = Field(
        description="The value as its source has it: ratings of IMDb, TMDB and Trakt from 0 to 10, of Metacritic and"
        " Rotten Tomatoes from 0 to 100, `freshness` in days since the release",
        examples=[8.7],
    )
    votes: int | None = Field(description="Number of votes, or null when unknown or not counted", examples=[2100000])
    observed_at: datetime | None = Field(description="When the value was observed (UTC)")
    age_seconds: int | None = Field(
        description="Age of the value when the score was computed, in seconds", examples=[3600]
    )
    normalised: float = Field(description="The value on the common scale, 0 to 100", examples=[87.0])
    prior: float | None = Field(
        description="Mean rating of the source over all titles of the type, 0 to 100", examples=[64.0]
    )
    strength: float | None = Field(
        description="Number of votes of the source that weigh as much as the prior", examples=[500.0]
    )
    evidence: float | None = Field(
        description="What the votes count as, in votes: many votes have diminishing weight", examples=[9952.6]
    )
    weight: float = Field(description="Its share of the score, 0 to 1", examples=[0.41])
    contribution: float = Field(
        description="What it adds to the score, in points: `weight` times `normalised`. All add up to the score",
        examples=[35.67],
    )

    @classmethod
    def of(cls, term: Term, computed_at: datetime) -> Self:
        """Return the response of a term of a score."""
        return cls(
            name=term.name,
            value=rounded(term.value),
            votes=term.votes,
            observed_at=term.observed_at,
            age_seconds=age(term.observed_at, computed_at),
            normalised=round(term.normalised, 4),
            prior=term.prior,
            strength=term.strength,
            evidence=rounded(term.evidence),
            weight=round(term.weight, 6),
            contribution=round(term.contribution, 4),
        )


class ExplanationResponse(ResponseModel):
    """How the score of a title was computed."""

    media_item_id: MediaId
    formula: Formula
    as_of: date = Field(description="The day that was requested, by default today (UTC)", examples=["2026-11-21"])
    day: date | None = Field(
        description="The newest day up to `asOf` on which the score was computed, or null without one",
        examples=["2026-11-21"],
    )
    score: Score
    low: Low
    high: High
    reason: Literal["NO_RATINGS", "NO_SCORE_YET"] | None = Field(
        description="Why there is no score: `NO_RATINGS` when no source had rated the title, `NO_SCORE_YET` when the"
        " formula had not computed any up to `asOf`; else null",
        examples=[None],
    )
    ratingo_score: float | None = Field(
        description="What lists were sorted by, 0 to 100: `score`, or the mean that the formula expects of a title"
        " without ratings; null before the first score",
        examples=[81.7],
    )
    terms: list[TermResponse] = Field(description="The terms: the score is the sum of their contributions")
    computed_at: datetime | None = Field(
        description="When the score was computed (UTC)", examples=["2026-11-21T12:00:00Z"]
    )

    @classmethod
    def of(cls, explanation: Explanation) -> Self:
        """Return the response of an explanation."""
        explained = explanation.score
        of_day = None if explained is None else explained.of_day
        return cls(
            media_item_id=explanation.media_id,
            formula=explanation.formula,
            as_of=explanation.as_of,
            day=of_day.day if of_day else None,
            score=rounded(of_day.score) if of_day else None,
            low=rounded(of_day.low) if of_day else None,
            high=rounded(of_day.high) if of_day else None,
            reason=of_day.reason if of_day else "NO_SCORE_YET",
            ratingo_score=rounded(of_day.expected) if of_day else None,
            terms=[TermResponse.of(term, explained.of_day.computed_at) for term in explained.terms]
            if explained
            else [],
            computed_at=of_day.computed_at if of_day else None,
        )


class DayOfScoreResponse(ResponseModel):
    """The last score that was computed on a day."""

    day: date = Field(description="The day (UTC)", examples=["2026-11-21"])
    score: Score
    low: Low
    high: High
    reason: Literal["NO_RATINGS"] | None = Field(
        description="Why there is no score: `NO_RATINGS` when no source had rated the title; else null", examples=[None]
    )
    computed_at: datetime = Field(description="When it was computed (UTC)", examples=["2026-11-21T12:00:00Z"])

    @classmethod
    def of(cls, day: DayOfScore) -> Self:
        """Return the response of a day."""
        return cls(
            day=day.day,
            score=rounded(day.score),
            low=rounded(day.low),
            high=rounded(day.high),
            reason=day.reason,
            computed_at=day.computed_at,
        )


class ScoreHistoryResponse(ResponseModel):
    """The scores of a title by day."""

    media_item_id: MediaId
    formula: Formula
    first: date = Field(alias="from", description="First day of the period (UTC)", examples=["2026-11-01"])
    last: date = Field(alias="to", description="Last day of the period (UTC)", examples=["2026-11-21"])
    reason: Literal["NO_SCORE_YET"] | None = Field(
        description="`NO_SCORE_YET` when the formula computed no score in the period; else null", examples=[None]
    )
    days: list[DayOfScoreResponse] = Field(
        description="One entry per day on which the score was computed, oldest first. On the days between, the score"
        " of the entry before is valid"
    )

    @classmethod
    def of(cls, history: History) -> Self:
        """Return the response of a history."""
        return cls(
            media_item_id=history.media_id,
            formula=history.formula,
            first=history.first,
            last=history.last,
            reason=None if history.days else "NO_SCORE_YET",
            days=[DayOfScoreResponse.of(day) for day in history.days],
        )


class FormulaResponse(ResponseModel):
    """A formula with its parameters."""

    name: str = Field(description="Name with the version", examples=["open-1"])
    use: Use = Field(
        description="`shown`: the formula of the score shown. `shadow`: computed and stored beside it. `available`:"
        " not in use",
        examples=["shadow"],
    )
    description: str = Field(
        description="What the formula computes",
        examples=["Bayesian mean of all ratings with a 90 % interval; titles with few votes are near the prior"],
    )
    parameters: dict[str, float] = Field(
        description="Weights, priors and strengths by name. Ratings are on the scale from 0 to 100, strengths and"
        " caps in votes, `days` in days; see docs/score.md",
        examples=[{"movie.imdb.mean": 64.0, "movie.imdb.strength": 500.0}],
    )

    @classmethod
    def of(cls, formula: FormulaOfDomain, formulas: Formulas) -> Self:
        """Return the response of a formula of the service."""
        use: Use = "available"
        if formula is formulas.shown:
            use = "shown"
        elif formula in formulas.shadows:
            use = "shadow"
        return cls(name=formula.name, use=use, description=formula.description, parameters=dict(formula.parameters))
