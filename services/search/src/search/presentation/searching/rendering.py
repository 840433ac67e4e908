"""Read models to response bodies. No model runs here; tests compare the bodies with the models that document them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic_core import to_json

from chassis.http.images import POSTER, Images, image_urls
from search.application.searching.requests import Related, SearchPage
from search.domain.entry import Card
from search.domain.filters import FacetCount, FacetName
from search.domain.genres import genre_text
from search.domain.query.correction import corrected
from search.domain.shown.matches import matched_name
from search.domain.text.highlights import highlights
from search.domain.text.words import words_of
from search.presentation.languages import Languages

_PAGES: Final = {"movie": "movies", "show": "shows", "person": "people", "collection": "collections"}
_CATALOG: Final = "/api/v1/catalog"


def search_body(
    page: SearchPage,
    *,
    first: bool,
    languages: Languages,
    images: Images,
    limit: int,
    next_cursor: str | None,
    highlight: bool,
) -> bytes:
    """Return the body of a page of a search; `first` says whether it is the first one."""
    query = page.query
    name = "" if query.ids else query.name or query.text
    words = words_of(name)
    marked = name if highlight else None
    items = [_item(hit.card, words, page.related, languages, images, marked) for hit in page.hits]
    meta = {
        "count": len(items),
        "total": page.total,
        "limit": limit,
        "hasMore": page.next is not None,
        "nextCursor": next_cursor,
        "query": query.text,
        "truncated": query.truncated,
        "year": query.year,
        "season": query.season,
        "episode": query.episode,
        "didYouMean": corrected(query, [item["matchedName"] or item["name"] for item in items[:1]]) if first else None,
        "facets": _facets(page.facets),
    }
    return b'{"success":true,"data":%b,"meta":%b}' % (to_json(items), to_json(meta))


def suggestions_body(text: str, cards: Sequence[Card], languages: Languages, images: Images) -> bytes:
    """Return the body of suggestions."""
    words = words_of(text)
    return success([_suggestion(card, words, languages, images) for card in cards])


def titles_body(cards: Sequence[Card], languages: Languages, images: Images) -> bytes:
    """Return the body of a list of titles."""
    return success([title_facts(card, languages, images) for card in cards])


def success(data: object) -> bytes:
    """Return the envelope of a result."""
    return b'{"success":true,"data":%b}' % to_json(data)


def title_facts(card: Card, languages: Languages, images: Images) -> dict[str, Any]:
    """Return what is shown of an entry."""
    return {
        "kind": card.kind,
        "id": card.id,
        "mediaId": card.media_id,
        "tmdbId": card.tmdb_id,
        "name": languages.name(card),
        "originalName": card.original_name,
        "slug": card.slug,
        "path": page_of(card),
        "year": card.year,
        "image": image_urls(card.poster_path, POSTER, images.base),
        "score": card.score,
        "rating": card.rating,
        "votes": card.votes,
    }


def page_of(card: Card) -> str | None:
    """Return the path of an entry's page in the catalog; null when it has none (yet)."""
    folder = _PAGES.get(card.kind)
    if folder is None:
        return None
    if card.slug:
        return f"{_CATALOG}/{folder}/{card.slug}"
    numbered = card.kind in ("person", "collection") and card.tmdb_id is not None
    return f"{_CATALOG}/{folder}/tmdb:{card.tmdb_id}" if numbered else None


def _item(
    card: Card, words: Sequence[str], related: Related, languages: Languages, images: Images, marked: str | None
) -> dict[str, Any]:
    """Return an item; parts of its name that match the text `marked` are highlighted."""
    facts = title_facts(card, languages, images)
    matched = matched_name(card, facts["name"], words)
    known_for = related.known_for.get(card.id, ()) if card.kind == "person" else None
    facts["matchedName"] = None if matched == facts["name"] else matched
    facts["highlights"] = (
        None if marked is None else [{"start": start, "end": end} for start, end in highlights(matched, marked)]
    )
    facts["knownFor"] = None if known_for is None else [_brief(title, languages) for title in known_for]
    facts["titleCount"] = related.titles.get(card.id, 0) if card.kind == "collection" else None
    return facts


def _brief(card: Card, languages: Languages) -> dict[str, Any]:
    return {
        "kind": card.kind,
        "id": card.id,
        "name": languages.name(card),
        "year": card.year,
        "path": page_of(card),
    }


def _suggestion(card: Card, words: Sequence[str], languages: Languages, images: Images) -> dict[str, Any]:
    name = languages.name(card)
    matched = matched_name(card, name, words)
    urls = image_urls(card.poster_path, POSTER, images.base)
    return {
        "kind": card.kind,
        "id": card.id,
        "name": name,
        "matchedName": None if matched == name else matched,
        "year": card.year,
        "image": urls["small"] if urls else None,
        "path": page_of(card),
    }


def _facets(counts: Mapping[FacetName, Sequence[FacetCount]]) -> dict[str, list[dict[str, Any]]]:
    return {
        name: [{"value": genre_text(one.value) if name == "genre" else one.value, "count": one.count} for one in values]
        for name, values in counts.items()
    }
