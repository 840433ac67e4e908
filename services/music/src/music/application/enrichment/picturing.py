"""Pictures that databases have: shown where no file and no administrator shows one, suggested where they differ."""

from dataclasses import dataclass
from datetime import datetime

from music.application.covers.encoding import StorePictures
from music.application.enrichment.conflicts import suggest, withdraw
from music.application.enrichment.ports import Entity, PictureFile, Pictures
from music.application.unit_of_work import UnitOfWork, Units
from music.domain.covers.pictures import LARGEST_BYTES, CoverSize, picture_id
from music.domain.enrichment.conflicts import Suggestion
from music.domain.enrichment.fields import Field, Source
from programs.pictures.rules import Encoded, PictureRejected, look_alike


@dataclass(frozen=True, slots=True)
class Prepared:
    """A picture that can be shown; one that is stored already is not encoded."""

    file: PictureFile
    encoded: Encoded | None
    shown: str | None
    """What an administrator has chosen or a file shows, or null."""
    looks_alike: bool
    """Whether that is the same picture, perhaps of another size or quality."""


class ReadPictures:
    """Reads a picture of a database, encodes and compares it, and saves it."""

    def __init__(self, units: Units, pictures: StorePictures) -> None:
        self._units = units
        self._pictures = pictures

    async def read(self, database: Pictures, entity: Entity) -> Prepared | None:
        """Return the picture of an artist or album, or null without a usable one; raise DatabaseUnavailable."""
        file = await database.picture(entity.mbid, entity.record.group_mbid)
        if file is None or len(file.data) > LARGEST_BYTES:
            return None
        try:
            encoded = await self._pictures.encode(file.data)
            shown, looks_alike = await self._compared(entity, file, encoded)
        except PictureRejected:
            return None
        return Prepared(file, encoded, shown, looks_alike)

    async def save(self, work: UnitOfWork, entity: Entity, source: Source, prepared: Prepared, now: datetime) -> None:
        """Store the picture where nothing else is shown, or where it differs and is suggested; no other is stored."""
        picture, shown = picture_id(prepared.file.data), prepared.shown
        if shown is None or shown == picture or prepared.looks_alike:
            is_kept = shown is None or shown == picture
            await withdraw(work, entity, Field.PICTURE, source)
        else:
            suggestion = Suggestion(picture, prepared.file.label, url=prepared.file.url)
            is_kept = await suggest(work, entity, Field.PICTURE, source, [suggestion], now, current=shown)
        if is_kept:
            await self._pictures.store(work, prepared.file.data, prepared.encoded)
        await work.entity_pictures.keep(entity.kind, entity.id, picture if is_kept else None)

    async def _compared(self, entity: Entity, file: PictureFile, encoded: Encoded | None) -> tuple[str | None, bool]:
        """Return what is shown besides pictures of databases, and whether a file is the same picture."""
        async with self._units.begin() as work:
            shown = await work.entity_pictures.own(entity.kind, entity.id)
            data = None if shown is None else await work.covers.form(shown, CoverSize.ORIGINAL)
        if shown is None or data is None or shown == picture_id(file.data):
            return shown, shown is not None
        theirs = encoded.sketch if encoded is not None else await self._pictures.sketch(file.data)
        return shown, look_alike(theirs, await self._pictures.sketch(data))
