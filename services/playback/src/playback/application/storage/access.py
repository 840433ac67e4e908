"""The object storage of videos; an installation may have none."""

from collections.abc import Iterator
from contextlib import contextmanager

from objects.errors import StorageUnavailable
from objects.ports import ObjectStore
from playback.domain.storage.errors import FilesUnavailable


class Storage:
    """The storage, whose failures are errors of playback."""

    def __init__(self, objects: ObjectStore | None) -> None:
        self._objects = objects

    def objects(self) -> ObjectStore:
        """Return the storage; raise FilesUnavailable when none is configured."""
        if self._objects is None:
            raise FilesUnavailable
        return self._objects

    @contextmanager
    def calling(self) -> Iterator[ObjectStore]:
        """Yield the storage; raise FilesUnavailable when it is unavailable."""
        try:
            yield self.objects()
        except StorageUnavailable as error:
            raise FilesUnavailable from error
