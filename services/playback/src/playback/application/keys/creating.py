"""Creating the content keys of a version."""

from secrets import token_bytes
from uuid import UUID, uuid4

from chassis.core.clock import Clock
from playback.application.keys.ports import KeyWrapping
from playback.application.unit_of_work import UnitOfWork
from playback.domain.keys.content_key import KEY_BYTES, ContentKey, ContentKeys, Label, WrappedKey


class CreateContentKeys:
    """Creates a random key per label of a version, once: the next call returns the same keys."""

    def __init__(self, wrapping: KeyWrapping, clock: Clock) -> None:
        self._wrapping = wrapping
        self._clock = clock

    async def __call__(self, work: UnitOfWork, asset_id: UUID, number: int) -> ContentKeys:
        """Return the keys of a version that exists; raise ContentKeyUnavailable.

        They are committed with the caller's transaction: encrypt nothing with them before.
        """
        stored = await work.content_keys.of_version(asset_id, number)
        if len(stored) < len(Label):
            await work.content_keys.add([self._new(asset_id, number, label) for label in Label])
            # Another transaction may have added them first.
            stored = await work.content_keys.of_version(asset_id, number)
        keys = {key.label: ContentKey(key.id, self._wrapping.unwrap(key)) for key in stored}
        return ContentKeys(keys[Label.VIDEO], keys[Label.AUDIO])

    def _new(self, asset_id: UUID, number: int, label: Label) -> WrappedKey:
        key_id = uuid4()
        return WrappedKey(
            asset_id=asset_id,
            number=number,
            id=key_id,
            label=label,
            wrapped=self._wrapping.wrap(asset_id, number, key_id, token_bytes(KEY_BYTES)),
            created_at=self._clock.now(),
        )
