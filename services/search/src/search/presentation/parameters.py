"""Query parameters of searches."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final, TypeVar, get_args

from pydantic import AfterValidator, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from chassis.core.languages import TAG
from chassis.http.follow_up.cursors import Cursor
from chassis.http.schemas import Parameters
from search.domain.entry import Kind
from search.domain.filters import FACET_NAMES, FacetName, Filters
from search.domain.genres import LARGEST, NUMBERS, genre_number

T = TypeVar("T")

FIRST_YEAR, LAST_YEAR = 1800, 2200
MOST_VALUES: Final = 50
"""Values of one filter."""
MOST_LISTED: Final = 2_000
"""Characters of a list of values."""
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
Score = Annotated[float, Field(ge=0, le=100)]
Language = Annotated[str, Field(pattern=f"^{TAG}$", examples=["pt-BR"])]
Region = Annotated[str, Field(pattern="^[A-Za-z]{2}$", examples=["US"]), AfterValidator(str.upper)]
LANGUAGE: Final = (
    "Language of names as a BCP 47 tag, preferred to those of the header `Accept-Language`. Names in it are matched"
    " first. A name without a translation is in English, else in the language of the import"
)
_TEXT: Final = (
    "What to search for: a name or part of one in any language and script, with a year (`dune 2021`) or an episode"
    " (`severance s02e05`) if wanted; an id (`tt0133093`); or the address of a page at IMDb, TMDB, TVDB or Trakt. It is"
    " never read as a query language. Only the first 200 characters count"
)


def listed(read: Callable[[str], T | None], rule: str) -> AfterValidator:
    """Return the check of a comma-separated list, each of whose values `read` must accept; `rule` says what it is."""

    def check(text: str) -> str:
        values = [value.strip() for value in text.split(",")]
        if len(values) > MOST_VALUES:
            raise PydanticCustomError(
                "values_too_many", "must contain at most {maxItems} values", {"maxItems": MOST_VALUES}
            )
        if any(read(value) is None for value in values):
            raise PydanticCustomError("values_unknown", "must be {rule}, separated by commas", {"rule": rule})
        return ",".join(values)

    return AfterValidator(check)


def _one_of(names: Sequence[str]) -> Callable[[str], str | None]:
    return lambda value: value if value in names else None


def _code(shortest: int, longest: int, change: Callable[[str], str]) -> Callable[[str], str | None]:
    def read(value: str) -> str | None:
        is_code = value.isascii() and value.isalpha() and shortest <= len(value) <= longest
        return change(value) if is_code else None

    return read


def _number(value: str) -> int | None:
    if not (value.isascii() and value.isdigit() and len(value) <= 10):
        return None
    return int(value) if 0 < int(value) <= LARGEST else None


def _decade(value: str) -> int | None:
    number = _number(value)
    return number if number and FIRST_YEAR <= number <= LAST_YEAR and number % 10 == 0 else None


def _name(value: str) -> str | None:
    return value.casefold() or None


def _rating(value: str) -> str | None:
    return value or None


_country: Final = _code(2, 2, str.upper)
_language: Final = _code(2, 3, str.lower)
_kind: Final = _one_of(KINDS)
_facet: Final = _one_of(FACET_NAMES)

Kinds = Annotated[str, Field(max_length=MOST_LISTED), listed(_kind, "one of " + ", ".join(KINDS))]
Genres = Annotated[str, Field(max_length=MOST_LISTED), listed(lambda v: genre_number(v.lower()), "slugs or numbers")]
Decades = Annotated[
    str, Field(max_length=MOST_LISTED), listed(_decade, f"first years of decades from {FIRST_YEAR} to {LAST_YEAR}")
]
Countries = Annotated[str, Field(max_length=MOST_LISTED), listed(_country, "codes of two letters (ISO 3166-1)")]
LanguageCodes = Annotated[str, Field(max_length=MOST_LISTED), listed(_language, "codes of two letters (ISO 639-1)")]
Numbers = Annotated[str, Field(max_length=MOST_LISTED), listed(_number, f"numbers from 1 to {LARGEST}")]
Names = Annotated[str, Field(max_length=MOST_LISTED), listed(_name, "names")]
Facets = Annotated[str, Field(max_length=MOST_LISTED), listed(_facet, "one of " + ", ".join(FACET_NAMES))]


def _values(text: str | None, read: Callable[[str], T | None]) -> frozenset[T]:
    """Return the values of a checked list."""
    if text is None:
        return frozenset()
    return frozenset(value for part in text.split(",") if (value := read(part)) is not None)


class TextParams(Parameters):
    """The text of a search, and the language of the names in its response."""

    q: str = Field(default="", description=_TEXT, examples=["matrix"])
    language: Language | None = Field(default=None, description=LANGUAGE)


class FilterParams(TextParams):
    """What a search is narrowed to. Values of one filter are alternatives; different filters must all match."""

    type: Kinds | None = Field(
        default=None,
        description="Comma-separated kinds: `movie`, `show`, `person`, `collection`, `keyword`; all of them by default",
        examples=["movie,show"],
    )
    genre: Genres | None = Field(
        default=None,
        description=f"Comma-separated genres by slug (`{'`, `'.join(list(NUMBERS)[:3])}`, …: `GET /catalog/genres`) or"
        " TMDB number: titles that have at least one of them",
        examples=["drama,science-fiction"],
    )
    year_from: Year | None = Field(
        default=None, description=f"First year of release, {FIRST_YEAR} to {LAST_YEAR}", examples=[1990]
    )
    year_to: Year | None = Field(
        default=None, description=f"Last year of release, {FIRST_YEAR} to {LAST_YEAR}", examples=[2010]
    )
    decade: Decades | None = Field(
        default=None, description="Comma-separated first years: `1990` is 1990 to 1999", examples=["1990,2000"]
    )
    country: Countries | None = Field(
        default=None, description="Comma-separated countries that made a title (ISO 3166-1)", examples=["US"]
    )
    original_language: LanguageCodes | None = Field(
        default=None, description="Comma-separated languages that titles were made in (ISO 639-1)", examples=["en"]
    )
    provider: Numbers | None = Field(
        default=None,
        description="Comma-separated numbers of services, as in `GET /catalog/providers`: titles that at least one of"
        " them offers in `region`",
        examples=["8,337"],
    )
    certification: Names | None = Field(
        default=None, description="Comma-separated age ratings of `region`", examples=["PG-13,R"]
    )
    score_from: Score | None = Field(default=None, description="Lowest open score, 0 to 100", examples=[50])
    score_to: Score | None = Field(default=None, description="Highest open score, 0 to 100", examples=[100])
    keyword: Names | None = Field(
        default=None,
        description="Comma-separated keywords: titles that have at least one of them",
        examples=["dystopia"],
    )
    person: Numbers | None = Field(
        default=None,
        description="Comma-separated TMDB numbers of people: titles that at least one of them worked on",
        examples=["6384"],
    )
    collection: Numbers | None = Field(
        default=None, description="Comma-separated TMDB numbers of collections", examples=["2344"]
    )
    region: Region | None = Field(
        default=None,
        description="Country of `provider`, `certification` and their facets (ISO 3166-1); the region of the"
        " installation by default",
    )

    @field_validator("year_to")
    @classmethod
    def _years_in_order(cls, value: int | None, info: ValidationInfo) -> int | None:
        return _in_order(value, info.data.get("year_from"), "yearFrom")

    @field_validator("score_to")
    @classmethod
    def _scores_in_order(cls, value: float | None, info: ValidationInfo) -> float | None:
        return _in_order(value, info.data.get("score_from"), "scoreFrom")

    def filters(self, default_region: str) -> Filters:
        """Return the filters of the index."""
        return Filters(
            kinds=frozenset(kind for kind in KINDS if kind in _values(self.type, _kind)),
            genres=_values(self.genre, lambda value: genre_number(value.lower())),
            year_from=self.year_from,
            year_to=self.year_to,
            decades=_values(self.decade, _decade),
            countries=_values(self.country, _country),
            languages=_values(self.original_language, _language),
            providers=_values(self.provider, _number),
            certifications=_values(self.certification, _rating),
            region=self.region or default_region,
            score_from=self.score_from,
            score_to=self.score_to,
            people=_values(self.person, _number),
            collections=_values(self.collection, _number),
            keywords=_values(self.keyword, _name),
        )


class SearchParams(FilterParams):
    """The parameters of a search."""

    limit: int = Field(
        default=20, ge=1, le=50, description="Maximum number of items on the page, 1 to 50", examples=[20]
    )
    cursor: Cursor | None = Field(
        default=None,
        description="`meta.nextCursor` of the page before, of a search with the same text, filters and languages",
        examples=[None],
    )
    facets: Facets | None = Field(
        default=None,
        description=f"Comma-separated facets whose values are counted: `{'`, `'.join(FACET_NAMES)}`. A facet ignores"
        " the filter of its own values, so that other values can be chosen",
        examples=["type,genre"],
    )
    highlight: bool = Field(
        default=False, description="Whether items say which parts of the name match", examples=[False]
    )

    def facet_names(self) -> tuple[FacetName, ...]:
        """Return the requested facets in their own order, each once."""
        names = _values(self.facets, _facet)
        return tuple(name for name in FACET_NAMES if name in names)

    def identity(self, languages: Sequence[str]) -> str:
        """Return what identifies the results of a search, on which a cursor depends."""
        of_page: Any = {"limit", "cursor", "facets", "highlight", "language"}
        return f"{self.model_dump_json(exclude=of_page, exclude_defaults=True)}{','.join(languages)}"


class SuggestionParams(TextParams):
    """The parameters of suggestions."""

    limit: int = Field(default=10, ge=1, le=10, description="Maximum number of suggestions, 1 to 10", examples=[10])
    type: Kinds | None = Field(
        default=None,
        description="Comma-separated kinds: `movie`, `show`, `person`, `collection`, `keyword`; all of them by default",
        examples=["movie,show"],
    )

    def filters(self) -> Filters:
        """Return the filters of the index."""
        return Filters(kinds=frozenset(kind for kind in KINDS if kind in _values(self.type, _kind)))


class SimilarParams(Parameters):
    """The parameters of the list of similar titles."""

    limit: int = Field(default=20, ge=1, le=50, description="Maximum number of titles, 1 to 50", examples=[20])
    language: Language | None = Field(default=None, description=LANGUAGE)


class CompatibleParams(Parameters):
    """The parameters of the search of the Ratingo API."""

    query: str = Field(
        default="",
        description="Part of a name in any language; only the first 200 characters count",
        examples=["matrix"],
    )
    language: Language | None = Field(default=None, description=LANGUAGE)


def _in_order(value: T | None, first: Any, name: str) -> T | None:
    if value is not None and first is not None and first > value:
        raise PydanticCustomError("bounds_order", "must not be below {name}", {"name": name})
    return value
