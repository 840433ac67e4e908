"""The identity of this server: made at its first start, and published."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID, uuid4

from chassis.core.clock import Clock
from federation.application.trust.ports import Cipher, PrivateKey
from federation.application.unit_of_work import Readers, UnitOfWork, Units
from federation.domain.keys.keys import Endorsement, PublicKey, ServerDocument, statement_of


@dataclass(frozen=True, slots=True)
class Identity:
    """This server and the key that signs."""

    server_id: UUID
    key: PrivateKey


class OwnIdentity:
    """Reads the identity of this server, makes it before the first use, and replaces its key."""

    def __init__(
        self, units: Units, readers: Readers, cipher: Cipher, clock: Clock, name: str, url: str, overlap: timedelta
    ) -> None:
        self.url = url
        self._units = units
        self._readers = readers
        self._cipher = cipher
        self._clock = clock
        self._name = name
        self._overlap = overlap

    async def get(self) -> Identity:
        """Return the identity."""
        async with self._readers.read() as work:
            identity = await self._read(work)
        if identity is not None:
            return identity
        async with self._units.begin() as work:
            await work.own_keys.begin(uuid4())
            if await work.own_keys.current() is None:
                await work.own_keys.add(self._cipher.make(), self._clock.now())
            identity = await self._read(work)
        if identity is None:
            raise AssertionError("the identity was stored")
        return identity

    async def document(self) -> ServerDocument:
        """Return what this server publishes about itself."""
        identity = await self.get()
        async with self._readers.read() as work:
            keys = await work.own_keys.published(self._clock.now())
        return ServerDocument(identity.server_id, self._name, self.url, keys)

    async def rotate(self) -> ServerDocument:
        """Let a new key sign, which the one before endorses; that one counts until the overlap is over."""
        identity = await self.get()
        async with self._units.begin() as work:
            await work.own_keys.begin(identity.server_id)
            now = self._clock.now()
            former = await work.own_keys.current()
            if former is None:
                raise AssertionError("a server has a key")
            made = self._cipher.make()
            signature = self._cipher.sign(former.private, statement_of(identity.server_id, made.key.id))
            endorsed = replace(made.key, endorsement=Endorsement(former.key.id, signature))
            await work.own_keys.retire(former.key.id, now + self._overlap)
            await work.own_keys.add(replace(made, key=endorsed), now)
        return await self.document()

    async def _read(self, work: UnitOfWork) -> Identity | None:
        server_id, key = await work.own_keys.server_id(), await work.own_keys.current()
        return None if server_id is None or key is None else Identity(server_id, key)


def follows(document: ServerDocument, stored: PublicKey, key: PublicKey, cipher: Cipher) -> bool:
    """Return whether a stored key of a server endorses another one."""
    endorsement = key.endorsement
    return (
        endorsement is not None
        and endorsement.by == stored.id
        and cipher.verifies(stored.public, endorsement.signature, statement_of(document.id, key.id))
    )
