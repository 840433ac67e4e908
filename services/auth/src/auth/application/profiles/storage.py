"""The object storage of pictures; an installation may have none."""

from collections.abc import Iterator
from contextlib import contextmanager

from auth.domain.profiles.errors import PicturesUnavailable
from objects.errors import StorageUnavailable
from objects.ports import ObjectStore


class Storage:
    """The storage, whose failures are errors of auth."""

    def __init__(self, objects: ObjectStore | None) -> None:
        self._objects = objects

    def objects(self) -> ObjectStore:
        """Return the storage; raise PicturesUnavailable when none is configured."""
        if self._objects is None:
            raise PicturesUnavailable
        return self._objects

    @contextmanager
    def calling(self) -> Iterator[ObjectStore]:
        """Yield the storage; raise PicturesUnavailable when it is unavailable."""
        try:
            yield self.objects()
        except StorageUnavailable as error:
            raise PicturesUnavailable from error
