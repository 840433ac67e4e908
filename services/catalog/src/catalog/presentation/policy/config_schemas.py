"""The configuration of a policy as clients write and read it."""

from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field

from catalog.domain.policy.config import (
    BlockedCountryMode,
    BreakoutRule,
    Context,
    EligibilityMode,
    GlobalRequirements,
    PolicyConfig,
    VoteRequirement,
)
from chassis.http.schemas import RequestModel

RatingName = Literal["imdb", "metacritic", "rt", "trakt"]
VoteName = Literal["imdb", "trakt"]
Country = Annotated[str, Field(pattern="^[A-Za-z]{2}$"), AfterValidator(str.upper)]
Language = Annotated[str, Field(pattern="^[A-Za-z]{2}$"), AfterValidator(str.lower)]
Quality = Annotated[float, Field(ge=0, le=1)]
Votes = Annotated[int, Field(ge=0, le=2_147_483_647)]
ProviderName = Annotated[str, Field(min_length=1, max_length=100)]

_COUNTRIES: Final = "(ISO 3166-1), in any letter case, at most 250"
_LANGUAGES: Final = "(ISO 639-1), in any letter case, at most 200"
_RATINGS: Final = "At least one of these sources rates the title: `imdb`, `metacritic`, `rt` (Rotten Tomatoes), `trakt`"
_QUALITY: Final = "Lowest quality score on a scale of 0 to 1: 0.6 is a score of 60"


class RuleRequirements(RequestModel):
    """What a blocked title must have to be listed all the same; all requirements together, at least one is needed."""

    min_imdb_votes: Votes | None = Field(
        default=None, description="Lowest number of votes at IMDb; no votes never suffice", examples=[50_000]
    )
    min_trakt_votes: Votes | None = Field(
        default=None, description="Lowest number of votes at Trakt; no votes never suffice", examples=[None]
    )
    min_quality_score_normalized: Quality | None = Field(
        default=None, description=f"{_QUALITY}; a score of zero never suffices", examples=[0.6]
    )
    require_any_of_providers: list[ProviderName] = Field(
        default=[],
        max_length=100,
        description="At least one of these services offers the title in some region, by exact name",
        examples=[["Netflix"]],
    )
    require_any_of_ratings_present: list[RatingName] = Field(
        default=[], max_length=4, description=_RATINGS, examples=[["imdb"]]
    )


class Rule(RequestModel):
    """A breakout rule: it makes a blocked title eligible."""

    id: Annotated[str, Field(min_length=1, max_length=64)] = Field(
        description="Id of the rule, unique in the policy; it is stored with the titles that the rule admits",
        examples=["GLOBAL_HIT"],
    )
    name: Annotated[str, Field(min_length=1, max_length=200)] = Field(
        description="Name for administrators", examples=["Global hit"]
    )
    priority: Annotated[int, Field(ge=0, le=1_000_000)] = Field(
        description="Place in the order of evaluation, the lowest first; unique in the policy", examples=[1]
    )
    requirements: RuleRequirements = Field(description="What the title must have")


class MinVotes(RequestModel):
    """Votes that a title must have at one source."""

    sources: list[VoteName] = Field(
        min_length=1, max_length=2, description="The sources: `imdb`, `trakt`", examples=[["imdb", "trakt"]]
    )
    minimum: Votes = Field(alias="min", description="Lowest number of votes at one of them", examples=[3000])


class Requirements(RequestModel):
    """What every title must have, whatever its country and language; all requirements together."""

    min_quality_score_normalized: Quality | None = Field(default=None, description=_QUALITY, examples=[None])
    require_any_of_ratings_present: list[RatingName] = Field(
        default=[], max_length=4, description=_RATINGS, examples=[[]]
    )
    min_votes_any_of: MinVotes | None = Field(
        default=None, description="Votes at one of some sources; null requires none"
    )
    applies_to: list[Literal["catalog", "freshness"]] = Field(
        default=["catalog"],
        min_length=1,
        max_length=2,
        description="`catalog`: lists, search, the calendar and home; it must be among them. `freshness`: also the"
        " lists of movies that are new in theaters or new on digital, whose titles have few votes yet",
        examples=[["catalog"]],
    )


class Homepage(RequestModel):
    """Rules of the home page."""

    min_relevance_score: Annotated[int, Field(ge=0, le=100)] = Field(
        default=50, description="Lowest relevance of a title in the hero of the home page, 0 to 100", examples=[50]
    )


class PolicyConfiguration(RequestModel):
    """Which titles are listed. Fields that are omitted have their defaults."""

    eligibility_mode: Literal["STRICT", "RELAXED", "OPEN"] = Field(
        default="STRICT",
        description="What becomes of a title from a country or in a language that is neither allowed nor blocked."
        " `STRICT`: hidden. `RELAXED`: listed when one of its countries or its language is allowed. `OPEN`: listed,"
        " also when its country or language is unknown",
        examples=["STRICT"],
    )
    allowed_countries: list[Country] = Field(
        default=[], max_length=250, description=f"Countries of origin {_COUNTRIES}", examples=[["US", "GB"]]
    )
    blocked_countries: list[Country] = Field(
        default=[],
        max_length=250,
        description=f"Countries of origin {_COUNTRIES}; none that is allowed",
        examples=[["RU"]],
    )
    blocked_country_mode: Literal["ANY", "MAJORITY"] = Field(
        default="ANY",
        description="`ANY`: one blocked country blocks a title. `MAJORITY`: at least half of its countries must be"
        " blocked; of one or two countries, one",
        examples=["MAJORITY"],
    )
    allowed_languages: list[Language] = Field(
        default=[], max_length=200, description=f"Original languages {_LANGUAGES}", examples=[["en"]]
    )
    blocked_languages: list[Language] = Field(
        default=[],
        max_length=200,
        description=f"Original languages {_LANGUAGES}; none that is allowed",
        examples=[["ru"]],
    )
    global_providers: list[ProviderName] = Field(
        default=[],
        max_length=0,
        description="Always empty: name services in `requireAnyOfProviders` of a breakout rule",
        examples=[[]],
    )
    breakout_rules: list[Rule] = Field(
        default=[], max_length=50, description="Rules that make a blocked title eligible; the first that holds counts"
    )
    homepage: Homepage = Field(default=Homepage(), description="Rules of the home page")
    global_requirements: Requirements | None = Field(
        default=None, description="What every title must have; null requires nothing"
    )

    def config(self) -> PolicyConfig:
        """Return the configuration, not normalized yet."""
        return PolicyConfig(
            mode=EligibilityMode(self.eligibility_mode),
            allowed_countries=tuple(self.allowed_countries),
            blocked_countries=tuple(self.blocked_countries),
            blocked_country_mode=BlockedCountryMode(self.blocked_country_mode),
            allowed_languages=tuple(self.allowed_languages),
            blocked_languages=tuple(self.blocked_languages),
            rules=tuple(_to_rule(rule) for rule in self.breakout_rules),
            home_min_relevance=self.homepage.min_relevance_score,
            global_requirements=None if self.global_requirements is None else _to_global(self.global_requirements),
        )

    @classmethod
    def of(cls, config: PolicyConfig) -> Self:
        """Return a stored configuration."""
        return cls(
            eligibility_mode=config.mode.value,
            allowed_countries=list(config.allowed_countries),
            blocked_countries=list(config.blocked_countries),
            blocked_country_mode=config.blocked_country_mode.value,
            allowed_languages=list(config.allowed_languages),
            blocked_languages=list(config.blocked_languages),
            breakout_rules=[_of_rule(rule) for rule in config.rules],
            homepage=Homepage(min_relevance_score=config.home_min_relevance),
            global_requirements=None if config.global_requirements is None else _of_global(config.global_requirements),
        )


def _to_rule(rule: Rule) -> BreakoutRule:
    requirements = rule.requirements
    return BreakoutRule(
        id=rule.id,
        name=rule.name,
        priority=rule.priority,
        min_imdb_votes=requirements.min_imdb_votes,
        min_trakt_votes=requirements.min_trakt_votes,
        min_quality=requirements.min_quality_score_normalized,
        any_provider=tuple(dict.fromkeys(requirements.require_any_of_providers)),
        any_rating=tuple(dict.fromkeys(requirements.require_any_of_ratings_present)),
    )


def _of_rule(rule: BreakoutRule) -> Rule:
    return Rule(
        id=rule.id,
        name=rule.name,
        priority=rule.priority,
        requirements=RuleRequirements(
            min_imdb_votes=rule.min_imdb_votes,
            min_trakt_votes=rule.min_trakt_votes,
            min_quality_score_normalized=rule.min_quality,
            require_any_of_providers=list(rule.any_provider),
            require_any_of_ratings_present=list(rule.any_rating),
        ),
    )


def _to_global(requirements: Requirements) -> GlobalRequirements:
    votes = requirements.min_votes_any_of
    return GlobalRequirements(
        min_quality=requirements.min_quality_score_normalized,
        any_rating=tuple(dict.fromkeys(requirements.require_any_of_ratings_present)),
        any_votes=None if votes is None else VoteRequirement(tuple(dict.fromkeys(votes.sources)), votes.minimum),
        applies_to=frozenset(Context(context) for context in requirements.applies_to),
    )


def _of_global(requirements: GlobalRequirements) -> Requirements:
    votes = requirements.any_votes
    return Requirements(
        min_quality_score_normalized=requirements.min_quality,
        require_any_of_ratings_present=list(requirements.any_rating),
        min_votes_any_of=None if votes is None else MinVotes(sources=list(votes.sources), minimum=votes.minimum),
        applies_to=[context.value for context in Context if context in requirements.applies_to],
    )
