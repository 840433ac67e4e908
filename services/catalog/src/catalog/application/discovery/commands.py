"""What an import states about how a title is found: offers, people, keywords, origin and collection."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

OfferKind = Literal["stream", "rent", "buy", "ads", "free"]
Role = Literal["cast", "crew"]


class ListedOffer(NamedTuple):
    """A service that offers a title in a region."""

    region: str
    provider_id: int
    kind: OfferKind


class Credit(NamedTuple):
    """One role or job of a person in a title."""

    person_id: int
    role: Role
    job: str | None = None
    department: str | None = None
    character: str | None = None


@dataclass(frozen=True, slots=True)
class DiscoveryFacts:
    """The facts of a title by which lists filter and other titles lead to it."""

    offers: frozenset[ListedOffer] = frozenset()
    credits: tuple[Credit, ...] = ()
    """In the order of the title's page: the cast, then the crew."""
    keywords: frozenset[str] = frozenset()
    original_language: str | None = None
    origin_countries: tuple[str, ...] = ()
    collection_id: int | None = None
