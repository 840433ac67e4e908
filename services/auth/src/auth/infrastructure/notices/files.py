"""Notices as files of a folder, for development and until a service delivers them by mail and SMS.

Every replica reads the whole topic, which keeps a day, and writes one file per notice that is not there yet. A file is
named by the time, kind and id of its notice, readable by its owner only, and deleted after a day.
"""

import asyncio
import contextlib
import logging
import os
import time
from base64 import b64decode
from datetime import timedelta
from pathlib import Path
from typing import Final

from auth.infrastructure.notices.messages import mail_of, sms_of
from chassis.messaging.envelope import check_type
from chassis.messaging.kafka_security import PLAINTEXT, KafkaSecurity
from chassis.messaging.log_reader import LogReader, read_again, read_valid
from chassis.messaging.records import Record, read_event
from chassis.storage.encryption import CannotOpen, Keyring
from contracts.auth import NoticeContent, UserNoticeRequestedV1

logger = logging.getLogger(__name__)

KEPT: Final = timedelta(days=1)
POLL_SECONDS: Final = 0.5
MOST_RECORDS: Final = 100
CLEANING_SECONDS: Final = 60.0


class NoticeFiles:
    """Writes notices into a folder until it is stopped."""

    name = "notice-files"

    def __init__(
        self,
        bootstrap: str,
        folder: Path,
        keys: Keyring,
        *,
        topic: str = UserNoticeRequestedV1.topic,
        security: KafkaSecurity = PLAINTEXT,
    ) -> None:
        self._bootstrap = bootstrap
        self._folder = folder
        self._keys = keys
        self._topic = topic
        self._security = security
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Read until stopped. After a failure, wait and read again from the beginning."""
        warning = "cannot write notices into files"
        await read_again(self._read, until=self._stopping, log=logger, warning=warning)

    async def stop(self) -> None:
        """Return within one poll."""
        self._stopping.set()

    async def _read(self) -> None:
        reader = LogReader(self._bootstrap, [self._topic], client_id="auth-notices", security=self._security)
        cleaned_at = 0.0
        try:
            await reader.start({})
            while not self._stopping.is_set():
                records = await reader.read(most=MOST_RECORDS, seconds=POLL_SECONDS)
                for event in read_valid(records, _notice):
                    await asyncio.to_thread(self._write, event)
                if time.monotonic() - cleaned_at > CLEANING_SECONDS:
                    await asyncio.to_thread(delete_old, self._folder)
                    cleaned_at = time.monotonic()
        finally:
            await reader.stop()

    def _write(self, event: UserNoticeRequestedV1) -> None:
        if event.requested_at.timestamp() < time.time() - KEPT.total_seconds():
            return
        try:
            opened = self._keys.open(b64decode(event.sealed), context=UserNoticeRequestedV1.context_of(event.notice_id))
            content = NoticeContent.model_validate_json(opened)
        except (CannotOpen, ValueError) as failure:
            fields = {"notice_id": str(event.notice_id), "reason": type(failure).__name__}
            logger.warning("notice cannot be opened", extra=fields)
            return
        if event.channel == "email":
            at = event.requested_at
            ending, text = "eml", mail_of(event.notice_id, event.kind, content.address, content.data, at)
        else:
            ending, text = "txt", sms_of(event.kind, content.address, content.data)
        write_once(
            self._folder / f"{event.requested_at:%Y%m%dT%H%M%S.%f}-{event.kind}-{event.notice_id}.{ending}", text
        )


def write_once(path: Path, text: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all, unless it exists."""
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_suffix(f"{path.suffix}.{os.getpid()}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(text)
    part.replace(path)


def delete_old(folder: Path) -> None:
    """Delete the files that are older than a day."""
    if not folder.is_dir():
        return
    oldest = time.time() - KEPT.total_seconds()
    for path in folder.iterdir():
        # Another replica may delete it first.
        with contextlib.suppress(FileNotFoundError):
            if path.suffix in (".eml", ".txt", ".part") and path.stat().st_mtime < oldest:
                path.unlink()


def _notice(record: Record) -> UserNoticeRequestedV1 | None:
    return read_event(record, UserNoticeRequestedV1)[1] if check_type(record, UserNoticeRequestedV1.type) else None
