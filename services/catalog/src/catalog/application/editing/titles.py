"""A title as editors change it: the parts of its stored form that an override reaches."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from catalog.application.commands import ApplyTitle, Genre
from catalog.domain.editing.edition import Edition
from catalog.domain.merge_chain import Successor

Facts = Mapping[str, object]
"""What the provider says about everything that an override can replace, as JSON."""


@dataclass(frozen=True, slots=True)
class EditableTitle:
    """The stored form of a title, as far as overrides reach. `bytes` are rendered JSON."""

    media_id: UUID
    kind: str
    tmdb_id: int
    title: str
    release_date: date | None
    deleted_at: datetime | None
    successor: Successor | None
    card: bytes
    detail: bytes
    search_result: bytes
    calendar_header: bytes | None
    texts: bytes
    certifications: bytes
    genres: tuple[Genre, ...] = ()
    """`genres` and `artwork` follow from the documents; they and `hidden` are set when it is written."""
    artwork: bool = False
    """Whether it has a poster and a backdrop."""
    hidden: bool = False

    @classmethod
    def of(cls, title: ApplyTitle) -> "EditableTitle":
        """Return the form in which an import is stored."""
        documents = title.documents
        return cls(
            media_id=title.media_id,
            kind=title.kind,
            tmdb_id=title.tmdb_id,
            title=title.title,
            release_date=title.release_date,
            deleted_at=title.deleted_at,
            successor=title.successor,
            card=documents.card,
            detail=documents.detail,
            search_result=documents.search_result,
            calendar_header=documents.calendar_header,
            texts=documents.texts,
            certifications=documents.certifications,
        )

    def decided(self, edition: Edition) -> "EditableTitle":
        """Return the title hidden or not, and with the editors' merger instead of a deletion by the provider."""
        title = replace(self, hidden=edition.hiding is not None)
        if edition.merge is None:
            return title
        return replace(title, deleted_at=edition.merge.at, successor=edition.merge.into)


class DocumentEditor(Protocol):
    """Reads and replaces facts in the stored form of a title."""

    def facts(self, title: EditableTitle) -> Facts:
        """Return the provider's facts of a title that no override has reached."""
        ...

    def edited(self, title: EditableTitle, facts: Facts, edition: Edition) -> EditableTitle:
        """Return the title with the provider's facts, and with the overrides of an edition instead where it has any."""
        ...

    def value(self, facts: Facts, key: str) -> object:
        """Return what the provider says under the key of an override."""
        ...
