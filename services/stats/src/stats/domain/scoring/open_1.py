"""`open-1`: how well a title is rated, as a Bayesian aggregate of all sources with a 90 % interval.

The model is the normal hierarchical one of meta-analysis. The quality of the titles of a kind is spread around a mean
M with standard deviation S: the prior. A source s rates on a scale of its own, with mean C and deviation D over all
titles of the kind; y = M + S (x - C) / D is its rating on the common scale. With e votes of evidence, its variance is

    v = S^2 m / e

where m is the strength of the prior in votes of that source. With one source and no disagreement the result is thus
the Bayesian average (e y + m M) / (e + m), the formula by which IMDb ranks its top list and the shrinkage estimator of
Efron and Morris ("Stein's paradox in statistics", Scientific American 236, 1977). Votes have diminishing weight:
n votes count as n c / (n + c), so at most c, because ten times as many votes of the same audience are not ten times as
much evidence. Sources that count no votes have a fixed evidence.

The sources disagree by more than chance. The variance t^2 between them is estimated by the moments of DerSimonian and
Laird ("Meta-analysis in clinical trials", Controlled Clinical Trials 7, 1986), and is at least the square of a floor.
Every source weighs 1 / (v + t^2), the prior 1 / S^2, and the score is the mean with these weights. Its posterior is
normal with the inverse of their sum as variance, which gives the interval: it is wide with few votes and when the
sources disagree.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from statistics import NormalDist
from types import MappingProxyType
from typing import ClassVar, Final, NamedTuple

from stats.domain.scoring.inputs import KINDS, SOURCES, ScoreInput, Source, SourceRating
from stats.domain.scoring.parameters import replaced, require_positive
from stats.domain.scoring.result import Result, Term

QUANTILE: Final = NormalDist().inv_cdf(0.95)
"""Of each 90 % interval, 5 % lie below and 5 % above."""

_MEANS_AND_DEVIATIONS: Final = {
    "movie": {
        "imdb": (64.0, 10.0),
        "tmdb": (63.0, 8.5),
        "trakt": (67.0, 9.0),
        "metacritic": (57.0, 17.0),
        "rottenTomatoes": (60.0, 27.0),
    },
    "show": {
        "imdb": (72.0, 9.0),
        "tmdb": (73.0, 8.5),
        "trakt": (75.0, 8.5),
        "metacritic": (68.0, 14.0),
        "rottenTomatoes": (78.0, 20.0),
    },
}
_COMMON: Final = {"movie": (64.0, 10.0), "show": (72.0, 9.0)}
_STRENGTHS: Final = {"imdb": 500.0, "tmdb": 100.0, "trakt": 100.0, "metacritic": 1.0, "rottenTomatoes": 1.0}
_CAPS: Final = {"imdb": 10_000.0, "tmdb": 2_000.0, "trakt": 2_000.0}
_FIXED: Final = {"imdb": 250.0, "tmdb": 50.0, "trakt": 50.0, "metacritic": 4.0, "rottenTomatoes": 2.0}


def _defaults() -> dict[str, float]:
    names: dict[str, float] = {"disagreement.floor": 3.0}
    for kind in KINDS:
        names[f"{kind}.mean"], names[f"{kind}.deviation"] = _COMMON[kind]
        for source in SOURCES:
            prefix = f"{kind}.{source}"
            names[f"{prefix}.mean"], names[f"{prefix}.deviation"] = _MEANS_AND_DEVIATIONS[kind][source]
            names[f"{prefix}.strength"] = _STRENGTHS[source]
            if source in _CAPS:
                names[f"{prefix}.cap"] = _CAPS[source]
            names[f"{prefix}.evidence"] = _FIXED[source]
    return names


DEFAULTS: Final[Mapping[str, float]] = MappingProxyType(_defaults())


class Scale(NamedTuple):
    """The parameters of one source for one kind of titles."""

    mean: float
    deviation: float
    strength: float
    cap: float | None
    evidence: float


class Prior(NamedTuple):
    """The parameters of one kind of titles."""

    mean: float
    deviation: float
    sources: Mapping[Source, Scale]


class Estimate(NamedTuple):
    """The rating of one source on the common scale, and its variance."""

    rating: SourceRating
    mean: float
    variance: float
    evidence: float
    scale: Scale


class Open1:
    """The formula with its parameters."""

    name: ClassVar[str] = "open-1"
    description: ClassVar[str] = (
        "Bayesian mean of all ratings with a 90 % interval; titles with few votes are near the prior"
    )

    def __init__(self, changes: Mapping[str, float] | None = None) -> None:
        """Replace some of the parameters; raise ValueError for a name or a value that the formula cannot have."""
        self.parameters: Mapping[str, float] = replaced(DEFAULTS, changes or {})
        require_positive(
            self.parameters,
            *(name for name in DEFAULTS if name.rpartition(".")[2] in ("deviation", "strength", "cap", "evidence")),
        )
        for name in DEFAULTS:
            if name.endswith(".mean") and self.parameters[name] > 100:
                raise ValueError(f"{name} must be at most 100")
        self._priors = {kind: _prior(self.parameters, kind) for kind in KINDS}
        self._floor = self.parameters["disagreement.floor"] ** 2

    def compute(self, score_input: ScoreInput, today: date) -> Result:  # noqa: ARG002 - not a matter of age
        """Return the score of a title with its interval; without any rating it is null, and the prior is expected."""
        prior = self._priors[score_input.kind]
        estimates = [estimate for rating in score_input.ratings() if (estimate := _estimate(prior, rating)) is not None]
        if not estimates:
            return Result(self.name, None, prior.mean, (), reason="NO_RATINGS")
        between = self._between(estimates)
        own = 1 / prior.deviation**2
        precisions = [1 / (estimate.variance + between) for estimate in estimates]
        total = sum(precisions) + own
        rated_at = score_input.rated_at
        terms = (
            Term("prior", None, prior.mean, own / total, prior=prior.mean),
            *(
                _term(estimate, precision / total, rated_at)
                for estimate, precision in zip(estimates, precisions, strict=True)
            ),
        )
        score = sum(term.contribution for term in terms)
        margin = QUANTILE / math.sqrt(total)
        return Result(self.name, score, score, terms, low=max(0.0, score - margin), high=min(100.0, score + margin))

    def _between(self, estimates: Sequence[Estimate]) -> float:
        """Return the variance between the sources, at least the square of the floor."""
        if len(estimates) == 1:
            return self._floor
        total = weighted = squares = square_weights = 0.0
        for estimate in estimates:
            weight = 1 / estimate.variance
            total += weight
            square_weights += weight * weight
            weighted += weight * estimate.mean
        mean = weighted / total
        for estimate in estimates:
            squares += (estimate.mean - mean) ** 2 / estimate.variance
        moments = (squares - (len(estimates) - 1)) / (total - square_weights / total)
        return max(self._floor, moments)


def _prior(parameters: Mapping[str, float], kind: str) -> Prior:
    scales: dict[Source, Scale] = {}
    for source in SOURCES:
        prefix = f"{kind}.{source}"
        mean, deviation, strength, evidence = (
            parameters[f"{prefix}.{name}"] for name in ("mean", "deviation", "strength", "evidence")
        )
        scales[source] = Scale(mean, deviation, strength, parameters.get(f"{prefix}.cap"), evidence)
    return Prior(parameters[f"{kind}.mean"], parameters[f"{kind}.deviation"], scales)


def _estimate(prior: Prior, rating: SourceRating) -> Estimate | None:
    """Return the estimate of one source, or null for a rating without any vote."""
    scale = prior.sources[rating.source]
    if scale.cap is None or rating.votes is None:
        evidence = scale.evidence
    else:
        evidence = rating.votes * scale.cap / (rating.votes + scale.cap)
    if evidence == 0:
        return None
    normalised = prior.mean + prior.deviation * (rating.percent - scale.mean) / scale.deviation
    variance = prior.deviation**2 * scale.strength / evidence
    return Estimate(rating, min(100.0, max(0.0, normalised)), variance, evidence, scale)


def _term(estimate: Estimate, weight: float, rated_at: datetime | None) -> Term:
    rating, scale = estimate.rating, estimate.scale
    value = rating.percent if scale.cap is None else rating.percent / 10
    return Term(
        rating.source,
        value,
        estimate.mean,
        weight,
        rating.votes,
        rated_at,
        scale.mean,
        scale.strength,
        estimate.evidence,
    )
