"""The shapes of the queries of lists, and the values of their parameters."""

from dataclasses import dataclass
from typing import Literal

from catalog.application.read_models import Filters, Kind, Paging, Position, Selection, Sort, VoteSource
from catalog.infrastructure.formats.filter_bits import genre_bits, service_bits


@dataclass(frozen=True, slots=True)
class Shape:
    """The conditions and the order of a query, without values: queries of one shape share a statement."""

    kind: Kind
    sort: Sort
    descending: bool
    ranked_by: str | None
    """The list whose ranks order the titles."""
    members: bool
    theatrical: bool
    digital: bool
    not_yet_digital: bool
    fresh: bool
    genres: bool
    min_ratingo: bool
    min_votes: VoteSource | None
    released_from: bool
    released_before: bool
    personal: bool
    offered: bool
    providers: bool
    offer_kind: bool
    country: bool
    original_language: bool
    after: Literal["valued", "unvalued"] | None
    """What the page follows: nothing, a title that has a sort value, or one without."""
    in_order: bool = False
    """Whether titles are read in the order of the list, until enough of them pass: each value of a filter is frequent.

    Otherwise Postgres may read all titles of a rare value, and sort them.
    """

    @property
    def filtered(self) -> bool:
        """Whether titles may be left out: then only those that are not are read besides their index entries."""
        narrow = self.genres or self.min_ratingo or self.min_votes is not None
        dated = self.released_from or self.released_before
        return narrow or dated or self.offered or self.country or self.original_language


def shape_of(
    selection: Selection, filters: Filters, paging: Paging, *, personal: bool, in_order: bool = False
) -> Shape:
    """Return the shape of a query."""
    return Shape(
        kind=selection.kind,
        sort=paging.sort,
        descending=paging.descending,
        ranked_by=selection.ranked_by if paging.sort == "trending" else None,
        members=selection.members_of is not None,
        theatrical=selection.theatrical_since is not None,
        digital=selection.digital_since is not None,
        not_yet_digital=selection.not_yet_digital,
        fresh=selection.fresh,
        genres=bool(filters.genres),
        min_ratingo=bool(filters.min_ratingo),
        min_votes=filters.vote_source if filters.min_votes else None,
        released_from=filters.released_from is not None,
        released_before=filters.released_before is not None,
        personal=personal,
        offered=filters.watch_region is not None,
        providers=filters.providers is not None,
        offer_kind=filters.offer_kind is not None,
        country=filters.country is not None,
        original_language=filters.original_language is not None,
        after=None if paging.after is None else "unvalued" if paging.after.key is None else "valued",
        in_order=in_order,
    )


def values_of(selection: Selection, filters: Filters) -> dict[str, object]:
    """Return the parameters of the statements of a query."""
    return {
        "today": selection.today,
        "members_of": selection.members_of,
        "theatrical_since": selection.theatrical_since,
        "digital_since": selection.digital_since,
        "region": selection.regions[0] if selection.regions else None,
        "genres": list(filters.genres),
        "genre_bits": genre_bits(filters.genres),
        "service_bits": service_bits(filters.providers or ()),
        "min_ratingo": filters.min_ratingo,
        "min_votes": filters.min_votes,
        "released_from": filters.released_from,
        "released_before": filters.released_before,
        "watch_region": filters.watch_region,
        "providers": list(filters.providers or ()),
        "offer_kind": filters.offer_kind,
        "country": filters.country,
        "original_language": filters.original_language,
    }


def position_values(after: Position | None) -> dict[str, object]:
    """Return the parameters of the position that a page follows."""
    return {} if after is None else {"after_key": after.key, "after_id": after.media_id}
