"""People, collections and keywords, which exist as entries while a listed title names them."""

from collections.abc import Iterable
from dataclasses import dataclass

from search.domain.entry import Card, Entry, Kind, Name
from search.domain.order import HASH_BITS, hash_of
from search.domain.titles.ranks import LEADING_FACTOR, mention_rank, weight_of
from search.domain.titles.title import Title


@dataclass(frozen=True, slots=True)
class Mention:
    """A person, collection or keyword as one title names it."""

    id: str
    """`Card.id` of its entry."""
    kind: Kind
    name: str
    tmdb_id: int | None = None
    image_path: str | None = None
    leading: bool = False


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A person, collection or keyword as all listed titles name it."""

    mention: Mention
    """As the title with the highest standing has it."""
    standing: int
    total: int
    """The sum of the weights of the titles."""

    def merged(self, other: "Mentioned") -> "Mentioned":
        """Return the sum of two sets of titles."""
        best = self if self.standing >= other.standing else other
        return Mentioned(best.mention, best.standing, self.total + other.total)


def standing_of(title: Title) -> int:
    """Return the unique place of a title among those that name the same person: by weight, then by its id."""
    return weight_of(title) << HASH_BITS | hash_of(title.id)


def mentions_of(title: Title) -> dict[str, Mention]:
    """Return by id what a title names; nothing unless it is listed."""
    facts = title.facts
    if facts is None or not title.is_listed:
        return {}
    mentions: dict[str, Mention] = {}
    for person in facts.people:
        id_ = f"person:{person.tmdb_id}"
        if id_ not in mentions or (person.leading and not mentions[id_].leading):
            mentions[id_] = Mention(
                id_, "person", person.name, person.tmdb_id, person.portrait_path, leading=person.leading
            )
    if facts.series is not None:
        id_ = f"collection:{facts.series.tmdb_id}"
        mentions[id_] = Mention(id_, "collection", facts.series.name, facts.series.tmdb_id, facts.series.poster_path)
    for keyword in facts.keywords:
        mentions[f"keyword:{keyword}"] = Mention(f"keyword:{keyword}", "keyword", keyword)
    return mentions


def contributions_of(title: Title) -> dict[str, Mentioned]:
    """Return by id what a title adds to each entry that it names."""
    mentions = mentions_of(title)
    if not mentions:
        return {}
    weight, standing = weight_of(title), standing_of(title)
    return {
        id_: Mentioned(mention, standing, weight * LEADING_FACTOR if mention.leading else weight)
        for id_, mention in mentions.items()
    }


def changed_mentions(before: Title | None, after: Title) -> Iterable[str]:
    """Return the ids of the entries that may differ after a title changed."""
    old = mentions_of(before) if before is not None else {}
    new = mentions_of(after)
    if before is not None and weight_of(before) == weight_of(after):
        return [id_ for id_ in old.keys() | new.keys() if old.get(id_) != new.get(id_)]
    return old.keys() | new.keys()


def mention_entry(mentioned: Mentioned) -> Entry:
    """Return the entry of a person, collection or keyword."""
    mention = mentioned.mention
    return Entry(
        Card(
            id=mention.id,
            kind=mention.kind,
            names=(Name(mention.name),),
            tmdb_id=mention.tmdb_id,
            poster_path=mention.image_path,
        ),
        rank=mention_rank(mention.kind, mentioned.total),
        ids=(f"tmdb:{mention.id}",) if mention.tmdb_id is not None else (),
    )
