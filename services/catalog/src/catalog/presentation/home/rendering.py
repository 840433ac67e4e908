"""The home page to response bodies."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from pydantic_core import to_json

from catalog.application.home.queries import Home, SectionContent
from catalog.application.read_models import Entry, LookupResult, Title
from catalog.domain.curation.collections import Collection, in_language
from catalog.presentation.routes.localization import Languages
from catalog.presentation.routes.rendering import kept, list_item, success
from catalog.presentation.schedule import rendering as schedule_rendering


def home(result: Home, languages: Languages) -> tuple[bytes, bytes]:
    """Return the body of the home page, and its digest."""
    body, digest = kept(result.renderings, languages, lambda fresh: _home(result, fresh))
    return body, digest


def _home(result: Home, languages: Languages) -> tuple[bytes, bytes]:
    sections = b",".join([_section(content, result, languages) for content in result.sections])
    body = success(b'{"sections":[' + sections + b"]}")
    return body, sha256(body).digest()


def hero(result: LookupResult, languages: Languages) -> bytes:
    """Return the body of the hero."""
    return success(b"[" + _hero_items(result.titles, result.entries, result.as_of, result.region, languages) + b"]")


def _section(content: SectionContent, result: Home, languages: Languages) -> bytes:
    section, now, region = content.section, result.as_of, result.region
    header = to_json(
        {
            "key": section.key,
            "titleKey": section.key if content.collection is None else None,
            "title": None if content.collection is None else _name(content.collection, languages),
            "nextPath": section.next_path,
        }
    )[:-1]
    if content.episodes is not None:
        episodes = content.episodes
        items = kept(content.renderings, languages, lambda fresh: schedule_rendering.new_episode_items(episodes, fresh))
        return header + b',"itemType":"episode","items":' + items + b"}"
    if section.key == "hero":
        items = _hero_items(content.titles, content.entries, now, region, languages)
    else:
        items = b",".join(
            [
                list_item(title, content.entries.get(title.media_id), section.context, now, region, languages)
                for title in content.titles
            ]
        )
    return header + b',"itemType":"title","items":[' + items + b"]}"


def _name(collection: Collection, languages: Languages) -> str:
    """Return the name of a collection in the language of the request, which is recorded as served."""
    name = in_language(collection.content.names, languages.preferred)
    if name is None:
        return collection.slug
    languages.serve(name[:1])
    return name[1]


def _hero_items(
    titles: Sequence[Title], entries: Mapping[UUID, Entry], now: datetime, region: str, languages: Languages
) -> bytes:
    """Return the items of the hero."""
    return b",".join(
        [
            list_item(title, entries.get(title.media_id), "DEFAULT", now, region, languages, in_hero=True)
            for title in titles
        ]
    )
