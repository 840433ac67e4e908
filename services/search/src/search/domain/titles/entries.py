"""The entry of a title."""

from search.domain.entry import Card, Entry, FacetValues, Name
from search.domain.titles.ranks import title_rank
from search.domain.titles.title import Facts, Title


def title_entry(title: Title) -> Entry | None:
    """Return the entry of a title, or null while a search must not find it."""
    facts = title.facts
    if facts is None or not title.is_listed:
        return None
    score = round(title.score.value, 2) if title.score is not None else None
    return Entry(
        Card(
            id=title.id,
            kind=title.kind,
            names=_names(title, facts),
            original_name=facts.original_name,
            media_id=title.media_id,
            tmdb_id=title.tmdb_id,
            slug=title.publication.slug if title.publication is not None else None,
            year=facts.year,
            poster_path=facts.poster_path,
            score=score,
            rating=facts.rating,
            votes=facts.votes,
        ),
        rank=title_rank(title),
        ids=facts.ids,
        facets=FacetValues(
            genres=facts.genres,
            year=facts.year,
            countries=facts.countries,
            language=facts.language,
            providers=facts.providers,
            certifications=facts.certifications,
            score=score,
        ),
        people=tuple(dict.fromkeys(person.tmdb_id for person in facts.people)),
        collection=facts.series.tmdb_id if facts.series is not None else None,
        keywords=facts.keywords,
    )


def _names(title: Title, facts: Facts) -> tuple[Name, ...]:
    """Return the name that is shown, the imported one if an editor changed it, and the translations."""
    shown = title.publication.name if title.publication is not None else None
    if shown is None or shown == facts.name:
        return (Name(facts.name), *facts.names)
    return (Name(shown), Name(facts.name), *facts.names)


def leading_people(title: Title) -> tuple[int, ...]:
    """Return the numbers of the people that a title is known for."""
    people = title.facts.people if title.facts is not None else ()
    return tuple(dict.fromkeys(person.tmdb_id for person in people if person.leading))


def searched_names(card: Card) -> tuple[Name, ...]:
    """Return the names by which an entry is found; the original name counts in every language."""
    if card.original_name is None or card.original_name == card.names[0].text:
        return card.names
    return (*card.names, Name(card.original_name))
