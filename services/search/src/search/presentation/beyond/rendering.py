"""Read models of searches beyond the catalog to response bodies."""

from typing import Any

from chassis.http.images import POSTER, Images, image_urls
from search.application.beyond.compatible_search import CompatibleResult
from search.application.beyond.search_providers import BeyondResult, BeyondTitle
from search.domain.entry import Card
from search.presentation.languages import Languages
from search.presentation.searching.rendering import success, title_facts


def providers_body(result: BeyondResult, languages: Languages, images: Images) -> bytes:
    """Return the body of a search at the provider."""
    items = [_item(title, languages, images) for title in result.titles]
    return success({"query": result.text, "status": result.status, "items": items})


def compatible_body(result: CompatibleResult, languages: Languages, images: Images) -> bytes:
    """Return the body of the search of the Ratingo API."""
    return success(
        {
            "query": result.text,
            "local": [_local(hit.card, languages, images) for hit in result.local],
            "tmdb": [_beyond(title, images) for title in result.beyond],
        }
    )


def _item(result: BeyondTitle, languages: Languages, images: Images) -> dict[str, Any]:
    title = result.title
    path = f"/api/v1/catalog/import/{title.kind}/{title.tmdb_id}"
    return {
        "kind": title.kind,
        "mediaId": title.media_id,
        "tmdbId": title.tmdb_id,
        "name": title.name,
        "originalName": title.original_name,
        "year": title.year,
        "image": image_urls(title.poster_path, POSTER, images.base),
        "rating": title.rating,
        "isImported": result.is_imported,
        "entry": None if result.entry is None else title_facts(result.entry, languages, images),
        "import": None if result.is_imported else {"method": "POST", "path": path, "body": {}},
    }


def _local(card: Card, languages: Languages, images: Images) -> dict[str, Any]:
    return {
        "source": "local",
        "type": card.kind,
        "id": card.media_id,
        "mediaItemId": card.media_id,
        "tmdbId": card.tmdb_id,
        "title": languages.name(card),
        "originalTitle": card.original_name,
        "year": card.year,
        "poster": image_urls(card.poster_path, POSTER, images.base),
        "rating": card.rating,
        "isImported": True,
        "slug": card.slug,
    }


def _beyond(result: BeyondTitle, images: Images) -> dict[str, Any]:
    title = result.title
    return {
        "source": "tmdb",
        "type": title.kind,
        "id": None,
        "mediaItemId": None,
        "tmdbId": title.tmdb_id,
        "title": title.name,
        "originalTitle": title.original_name,
        "year": title.year,
        "poster": image_urls(title.poster_path, POSTER, images.base),
        "rating": title.rating,
        "isImported": False,
        "slug": None,
    }
