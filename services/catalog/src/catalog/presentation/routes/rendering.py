"""Read models to response bodies: stored documents are joined with what changes by user, day and score.

No model runs here for lists, whose items would cost more than their queries; a test compares every body with the
model that documents it.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final, TypeVar

from pydantic_core import from_json, to_json

from catalog.application.change_keys import KEYS
from catalog.application.discovery.commands import OfferKind
from catalog.application.read_models import (
    Certification,
    Entry,
    GenreCount,
    Offers,
    Paging,
    Title,
    TitleDetail,
    TitlePage,
)
from catalog.domain.cards import Context
from catalog.domain.release import is_new_release, release_status
from catalog.presentation.routes.caching import Rendering
from catalog.presentation.routes.localization import ANY_LANGUAGE, Languages, localized, localized_name
from catalog.presentation.routes.title_state import BOOLEANS, NULL, day, personal, state, string, without_entry
from catalog.presentation.schemas.availability import OFFER_KINDS
from catalog.presentation.schemas.genres import GenreItem
from catalog.presentation.seasons.season_list import localized_list, season_list
from catalog.presentation.verdicts.rendering import movie_members, show_members
from chassis.http.images import POSTER, Images, image_urls
from chassis.http.schemas import ResponseModel

MOST_PROVIDERS: Final = 4096
R = TypeVar("R")
Rendered = tuple[bytes, bytes, tuple[str, ...]]
"""An item, its digest, and the languages of its texts."""
MOST_RENDERINGS: Final = 4
"""How many items of a title are kept with it: of different lists, languages, regions and days."""


def page(
    result: TitlePage, paging: Paging, languages: Languages, context: Context, next_cursor: str | None = None
) -> tuple[bytes, bytes]:
    """Return the body of one page of a list, and what identifies it: a digest of each item, and the rest."""
    entries = result.entries
    items = [
        _item(title, entries.get(title.media_id), context, result.as_of, result.region, languages)
        for title in result.titles
    ]
    # A model would take longer than all items of the page.
    meta = {
        "count": len(result.titles),
        "total": result.total,
        "limit": paging.limit,
        "offset": paging.offset,
        "hasMore": result.has_more,
        "nextCursor": next_cursor,
        "listTakenAt": result.taken_at,
    }
    rest = to_json(meta)
    return _page(b",".join([item for item, _ in items]), rest), b"".join([digest for _, digest in items]) + rest


def list_item(
    title: Title,
    entry: Entry | None,
    context: Context,
    now: datetime,
    region: str | None = None,
    languages: Languages = ANY_LANGUAGE,
    *,
    in_hero: bool = False,
) -> bytes:
    """Return a title as an item of a list, or of the hero, with the dates of `region`."""
    return _item(title, entry, context, now, region, languages, in_hero=in_hero)[0]


def _item(
    title: Title,
    entry: Entry | None,
    context: Context,
    now: datetime,
    region: str | None,
    languages: Languages,
    *,
    in_hero: bool = False,
) -> tuple[bytes, bytes]:
    """Return an item and what identifies it: its digest, or the item itself for a user with an entry."""
    today = now.date()
    shown = context if entry is None else None
    view = shown, today, region, languages.preferred, in_hero
    rendered = title.renderings.get(view)
    if rendered is None:
        rendered = _keep(title, view, _rendered(title, *view))
    item, digest, served = rendered
    if served:
        languages.serve(served)
    if entry is not None:
        own = personal(title, entry, context, now, new_release=_is_new_release(title, context, today))
        item = digest = b"%b%b}" % (item, own)
    return item, digest


def _keep(source: Title | TitleDetail, view: object, rendered: R) -> R:
    """Keep a rendering with its source, and return it."""
    if len(source.renderings) >= MOST_RENDERINGS:
        source.renderings.clear()
    source.renderings[view] = rendered
    return rendered


def kept(renderings: dict[object, Any] | None, languages: Languages, render: Callable[[Languages], R]) -> R:
    """Return what `renderings` has in the languages of a request, or render and keep it; null keeps nothing."""
    if renderings is None:
        return render(languages)
    rendering: tuple[R, tuple[str, ...]] | None = renderings.get(languages.preferred)
    if rendering is None:
        if len(renderings) >= MOST_RENDERINGS:
            renderings.clear()
        own = Languages(*languages.preferred)
        rendering = renderings[languages.preferred] = render(own), own.served
    languages.serve(rendering[1])
    return rendering[0]


def _rendered(
    title: Title,
    context: Context | None,
    today: date,
    region: str | None,
    preferred: tuple[str, ...],
    in_hero: bool,
) -> Rendered:
    """Return an item for everybody without an entry, its digest, and the languages of its texts.

    Without a context the item is the part that readers with an entry share.
    """
    languages = Languages(*preferred)
    shared = localized(title.document, title.texts, languages)[:-1] + state(title, today, region, in_hero=in_hero)
    if context is not None:
        new_release = _is_new_release(title, context, today)
        card = without_entry(context, new_release=new_release, trending=title.trending, hit=False, rising=False)
        shared = b"%b%b}" % (shared, card)
    return shared, sha256(shared).digest(), languages.served


def _is_new_release(title: Title, context: Context, today: date) -> bool:
    return context == "NEW_RELEASES_LIST" and is_new_release(
        today, title.release_date, title.theatrical_release_date, title.digital_release_date
    )


def detail(result: TitleDetail, images: Images, languages: Languages = ANY_LANGUAGE) -> Rendering:
    """Return a title's own page, which is kept with it for everybody without an entry."""
    if result.entry is not None:
        body = _detail(result, images, languages)
        return Rendering(body, served=languages.served, key=KEYS.title(result.title.media_id))
    view = "detail", result.as_of.date(), languages.preferred
    rendering: Rendering | None = result.renderings.get(view)
    if rendering is None:
        body = _detail(result, images, languages)
        rendering = _keep(result, view, Rendering(body, served=languages.served, key=KEYS.title(result.title.media_id)))
    return rendering


def _detail(result: TitleDetail, images: Images, languages: Languages) -> bytes:
    title, now = result.title, result.as_of
    today = now.date()
    if title.kind == "movie":
        dates = (title.release_date, title.theatrical_release_date, title.digital_release_date)
        production = None if any(dates) else from_json(title.document).get("status")
        status = release_status(*dates, today, offered=_is_offered(result), production=production)
        new_release = status != "upcoming" and is_new_release(today, title.release_date)
        members = b',"releaseStatus":"%b"%b' % (
            status.encode(),
            movie_members(result, status, new_release=new_release),
        )
    else:
        progress, seasons = title.progress, season_list(result.seasons, result.synced_seasons)
        new_release = is_new_release(today, title.release_date)
        members = b',"lastAirDate":%b,"nextAirDate":%b,"dropOff":%b,"seasons":%b%b' % (
            day(progress.last_air_date if progress else None),
            day(progress.next_air_date if progress else None),
            NULL if result.drop_off is None else result.drop_off,
            localized_list(seasons, languages),
            show_members(result, seasons.starts, seasons.synced_at, new_release=new_release),
        )
    return b'{"success":true,"data":%b%b%b,"certification":%b,"availability":%b%b}}' % (
        localized(title.document, title.texts, languages)[:-1],
        state(title, today, result.region),
        personal(title, result.entry, "DEFAULT", now, new_release=new_release, hit=result.hit, rising=result.rising),
        NULL if result.certification is None else _certification(result.certification),
        NULL if result.offers is None else _availability(result.offers, images),
        members,
    )


def genres(counts: Iterable[GenreCount]) -> bytes:
    """Return the body of the list of genres."""
    return success(to_json([GenreItem.of_count(genre) for genre in counts]))


def localized_genres(counts: Iterable[GenreCount], languages: Languages) -> list[GenreCount]:
    """Return genres with their names in the first of `languages` that has each."""
    return [
        replace(genre, name=localized_name(from_json(genre.names) if genre.names else {}, genre.name, languages))
        for genre in counts
    ]


def success(data: bytes) -> bytes:
    """Return the envelope of a single result."""
    return b'{"success":true,"data":' + data + b"}"


def success_page(items: bytes, meta: ResponseModel) -> bytes:
    """Return the envelope of a list, whose items are joined by commas."""
    return _page(items, to_json(meta, by_alias=True))


def _page(items: bytes, meta: bytes) -> bytes:
    return b'{"success":true,"data":[%b],"meta":%b}' % (items, meta)


def _is_offered(result: TitleDetail) -> bool:
    """Return whether a service offers the movie in the region whose dates apply."""
    offers, region = result.offers, result.title.release_region
    return offers is not None and (not offers.is_fallback or region is None or offers.region == region)


def _certification(certification: Certification) -> bytes:
    """Return the JSON of `schemas.availability.Certification`."""
    return b'{"region":%b,"isFallback":%b,"name":%b}' % (
        string(certification.region),
        BOOLEANS[certification.is_fallback],
        string(certification.name),
    )


def _availability(offers: Offers, images: Images) -> bytes:
    """Return the JSON of `schemas.availability.Availability`; the stored offers are those of the event."""
    is_fallback = b',"isFallback":' + BOOLEANS[offers.is_fallback]
    return region_offers(offers.region, from_json(offers.offers), images, more=is_fallback)


def region_offers(
    region: str,
    stored: dict[str, Any],
    images: Images,
    kinds: Collection[OfferKind] = OFFER_KINDS,
    *,
    more: bytes = b"",
) -> bytes:
    """Return the JSON of `schemas.availability.RegionOffers`: offers of other `kinds` are left out.

    `more` are further members that are rendered already.
    """
    lists = [
        b',"%b":[%b]' % (kind.encode(), b",".join([_provider_of(item, images) for item in stored.get(kind, ())]))
        if kind in kinds
        else b',"%b":[]' % kind.encode()
        for kind in OFFER_KINDS
    ]
    return b'{"region":%b%b,"link":%b%b}' % (string(region), more, to_json(stored.get("link")), b"".join(lists))


def _provider_of(item: dict[str, Any], images: Images) -> bytes:
    return _provider(item["providerId"], item["name"], item.get("logoPath"), item.get("displayPriority"), images.base)


@lru_cache(maxsize=MOST_PROVIDERS)
def _provider(provider_id: int, name: str, logo_path: str | None, priority: int | None, image_base: str) -> bytes:
    """Return the JSON of `schemas.availability.ProviderItem`; the few services of a region offer most titles."""
    logo = image_urls(logo_path, POSTER, image_base)
    return to_json({"providerId": provider_id, "name": name, "logo": logo, "displayPriority": priority})
