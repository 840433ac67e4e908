"""Mapping between rows and the details of titles and episodes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping

from library.domain.titles.details import Details, EpisodeDetails, ExternalIds, Genre, Person


def to_details_row(details: Details | None) -> dict[str, Any]:
    """Return the columns of a title's details; all are null without details."""
    values = details or Details()
    return {
        "original_name": values.original_name,
        "names": list(values.names) if details else None,
        "imdb_id": values.external_ids.imdb,
        "tvdb_id": values.external_ids.tvdb,
        "trakt_id": values.external_ids.trakt,
        "tvmaze_id": values.external_ids.tvmaze,
        "status": values.status,
        "runtime_minutes": values.runtime_minutes,
        "language": values.language,
        "countries": list(values.countries) if details else None,
        "genre_ids": [genre.id for genre in values.genres] if details else None,
        "popularity": values.popularity,
        "streams": _streams(values.streams) if details else None,
        "details": _document(details) if details else None,
    }


def to_details(row: Mapping[str, Any] | RowMapping) -> Details:
    """Return the details of a row; a row of a release without them has none."""
    document = row["details"] or {}
    streams: dict[str, list[int]] = {}
    for place in row["streams"] or ():
        region, provider = place.split(":")
        streams.setdefault(region, []).append(int(provider))
    return Details(
        original_name=row["original_name"],
        names=tuple(row["names"] or ()),
        external_ids=ExternalIds(row["imdb_id"], row["tvdb_id"], row["trakt_id"], row["tvmaze_id"]),
        status=row["status"],
        runtime_minutes=row["runtime_minutes"],
        language=row["language"],
        countries=tuple(row["countries"] or ()),
        genres=tuple(Genre(*genre) for genre in document.get("genres", ())),
        people=tuple(Person(*person) for person in document.get("people", ())),
        popularity=row["popularity"],
        streams={region: tuple(providers) for region, providers in streams.items()},
    )


def to_episode_documents(episodes: Sequence[EpisodeDetails]) -> list[dict[str, Any]]:
    """Return the details of episodes as JSON, without what is unvalues."""
    return [
        {
            name: value
            for name, value in (
                ("number", episode.number),
                ("id", episode.source_id),
                ("name", episode.name),
                ("air_date", episode.air_date.isoformat() if episode.air_date else None),
                ("airs_at", episode.airs_at.isoformat() if episode.airs_at else None),
                ("runtime", episode.runtime_minutes),
            )
            if value is not None
        }
        for episode in episodes
    ]


def to_episodes(documents: Sequence[Mapping[str, Any]]) -> list[EpisodeDetails]:
    """Return the details of the episodes of such JSON."""
    return [
        EpisodeDetails(
            number=document["number"],
            source_id=document.get("id"),
            name=document.get("name"),
            air_date=date.fromisoformat(document["air_date"]) if "air_date" in document else None,
            airs_at=datetime.fromisoformat(document["airs_at"]) if "airs_at" in document else None,
            runtime_minutes=document.get("runtime"),
        )
        for document in documents
    ]


def _streams(streams: Mapping[str, tuple[int, ...]]) -> list[str]:
    return [f"{region}:{provider}" for region, providers in sorted(streams.items()) for provider in providers]


def _document(details: Details) -> dict[str, Any]:
    return {
        "genres": [[genre.id, genre.name] for genre in details.genres],
        "people": [[person.id, person.name, person.role] for person in details.people],
    }
