"""Entries as documents."""

from collections.abc import Iterable
from typing import Final

from tantivy import Document

from search.domain.entry import Entry, FacetValues
from search.domain.order import order_key
from search.domain.text.terms import terms_of
from search.domain.titles.entries import leading_people, searched_names, title_entry
from search.domain.titles.mentions import standing_of
from search.domain.titles.ranks import weight_of
from search.domain.titles.title import Title
from search.infrastructure.index.state import pack_title
from search.infrastructure.index.stored import pack_card, pack_values

VISIBLE: Final = "1"
TOP_BAND: Final = 90


def entry_document(entry: Entry) -> Document:
    """Return the document of an entry."""
    document = Document()
    document.add_text("key", entry.card.id)
    document.add_text("visible", VISIBLE)
    document.add_text("kind", entry.card.kind)
    for field, terms in terms_of(searched_names(entry.card)).items():
        document.add_text(field, " ".join(terms))
    document.add_text("id", " ".join(entry.ids))
    document.add_unsigned("order", order_key(entry.rank, entry.card.id))
    _add_facets(document, entry.facets)
    _add_numbers(document, "person", entry.people)
    if entry.collection is not None:
        document.add_unsigned("collection", entry.collection)
    for keyword in entry.keywords:
        document.add_text("keyword", keyword)
    document.add_bytes("card", pack_card(entry.card))
    document.add_bytes("values", pack_values(entry))
    return document


def title_document(title: Title) -> Document:
    """Return the document of a title, with its state; a title that is not found has its key and state only."""
    entry = title_entry(title)
    if entry is None:
        document = Document()
        document.add_text("key", title.id)
    else:
        document = entry_document(entry)
        _add_numbers(document, "leading", leading_people(title))
        document.add_unsigned("weight", weight_of(title))
        document.add_unsigned("standing", standing_of(title))
    document.add_bytes("state", pack_title(title))
    return document


def hundredths(score: float) -> int:
    """Return a score as the index compares it."""
    return round(score * 100)


def _add_facets(document: Document, facets: FacetValues) -> None:
    _add_numbers(document, "genre", facets.genres)
    if facets.year is not None and facets.year >= 0:
        document.add_unsigned("year", facets.year)
        document.add_unsigned("decade", facets.year // 10 * 10)
    for country in facets.countries:
        document.add_text("country", country)
    if facets.language is not None:
        document.add_text("language", facets.language)
    if facets.score is not None:
        document.add_unsigned("score", hundredths(facets.score))
        document.add_unsigned("band", min(TOP_BAND, int(facets.score) // 10 * 10))
    if facets.providers:
        document.add_json("providers", {region: list(numbers) for region, numbers in facets.providers.items()})
    if facets.certifications:
        document.add_json("certifications", facets.certifications)


def _add_numbers(document: Document, field: str, numbers: Iterable[int]) -> None:
    for number in numbers:
        document.add_unsigned(field, number)
