"""Notices are written into files once, whatever is delivered or read again."""

import asyncio
import os
import stat
import time
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from auth.infrastructure.notices.files import NoticeFiles, delete_old
from chassis.storage.encryption import KEY_BYTES, Keyring
from chassis.testing.kafka import produce, wait_until
from contracts.auth import NoticeContent, UserNoticeRequestedV1
from contracts.event import WireMessage, encode
from devstack.testing.pytest_plugin import MakeTopics

pytestmark = pytest.mark.integration


def keyring() -> Keyring:
    return Keyring([os.urandom(KEY_BYTES)])


def requested(keys: Keyring, topic: str, *, at: datetime, channel: str = "email") -> WireMessage:
    notice_id = uuid4()
    content = NoticeContent(address="ada@example.org", data={"code": "123456"})
    context = UserNoticeRequestedV1.context_of(notice_id)
    event = UserNoticeRequestedV1(
        notice_id=notice_id,
        user_id=uuid4(),
        kind="password_reset",
        channel="sms" if channel == "sms" else "email",
        sealed=b64encode(keys.seal(content.to_json(), context=context)).decode(),
        requested_at=at,
    )
    message = encode(event, "auth")
    return WireMessage(message.event_id, topic, message.key, message.headers, message.body)


async def test_each_notice_is_one_file_that_only_its_owner_reads(
    make_topics: MakeTopics, unique_name: Callable[[str], str], kafka_bootstrap: str, tmp_path: Path
) -> None:
    topic = unique_name("user.notice.requested")
    await make_topics(topic, partitions=3)
    keys, now = keyring(), datetime.now(UTC)
    mail, sms = requested(keys, topic, at=now), requested(keys, topic, at=now, channel="sms")
    old, strange = requested(keys, topic, at=now - timedelta(days=2)), requested(keyring(), topic, at=now)
    await produce(kafka_bootstrap, [mail, old, strange, sms, mail])
    folder = tmp_path / "notices"
    writer = NoticeFiles(kafka_bootstrap, folder, keys, topic=topic)

    for _ in range(2):
        writer = NoticeFiles(kafka_bootstrap, folder, keys, topic=topic)
        running = asyncio.create_task(writer.run())

        async def is_written() -> bool:
            return folder.is_dir() and len(list(folder.glob("*.txt"))) == 1

        await wait_until(is_written, what="the notices")
        await writer.stop()
        await running

    names = sorted(path.suffix for path in folder.iterdir())
    assert names == [".eml", ".txt"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert "code: 123456" in next(folder.glob("*.eml")).read_text("utf-8")


def test_files_are_deleted_after_a_day(tmp_path: Path) -> None:
    for name, age in (("old.eml", 90_000), ("old.txt", 90_000), ("new.eml", 80_000), ("other", 90_000)):
        (tmp_path / name).write_text("x", "utf-8")
        os.utime(tmp_path / name, (time.time() - age,) * 2)

    delete_old(tmp_path)
    delete_old(tmp_path / "missing")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["new.eml", "other"]
