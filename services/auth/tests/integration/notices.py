"""Notices and addresses that auth has published, opened with its keys."""

import json
from base64 import b64decode
from dataclasses import dataclass, field

from sqlalchemy import select

from auth.bootstrap import Container
from auth.infrastructure.metadata import outbox
from chassis.storage.encryption import read_keyring
from contracts.auth import ContactContent, NoticeContent, UserContactChangedV1, UserNoticeRequestedV1


@dataclass(frozen=True)
class SentNotice:
    """A notice with its recipient and values."""

    kind: str
    channel: str
    address: str
    data: dict[str, str] = field(repr=False)
    language: str | None = None


async def notices_of(container: Container) -> list[SentNotice]:
    """Return the notices in the outbox, in order."""
    keys = read_keyring(container.settings.notice_key_files)
    query = select(outbox.c.body).where(outbox.c.topic == UserNoticeRequestedV1.topic).order_by(outbox.c.id)
    async with container.runtime.transactions.read() as connection:
        bodies = list((await connection.execute(query)).scalars())
    notices = []
    for body in bodies:
        event = UserNoticeRequestedV1.model_validate(json.loads(body))
        opened = keys.open(b64decode(event.sealed), context=UserNoticeRequestedV1.context_of(event.notice_id))
        content = NoticeContent.model_validate_json(opened)
        notices.append(SentNotice(event.kind, event.channel, content.address, content.data, event.language))
    return notices


async def contacts_of(container: Container) -> list[tuple[int, str, bool]]:
    """Return the version and address of each contact in the outbox, and whether it is confirmed, in order."""
    keys = read_keyring(container.settings.notice_key_files)
    query = select(outbox.c.body).where(outbox.c.topic == UserContactChangedV1.topic).order_by(outbox.c.id)
    async with container.runtime.transactions.read() as connection:
        bodies = list((await connection.execute(query)).scalars())
    contacts = []
    for body in bodies:
        event = UserContactChangedV1.model_validate_json(body)
        opened = keys.open(b64decode(event.sealed), context=UserContactChangedV1.context_of(event.user_id))
        contacts.append((event.version, ContactContent.model_validate_json(opened).email, event.email_confirmed))
    return contacts
