"""The channel of mail against the real aiosmtpd: TLS, sign-in, refusals, and connections that break."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
import pytest_asyncio
from services.notifications.tests.guards import guard_of
from services.notifications.tests.mail_servers import PASSWORD, USER, Server, certificate, running

from chassis.testing.clock import FixedClock
from notifications.application.deliveries.channels import Content, OutgoingMessage
from notifications.domain.deliveries.model import Delivered, Refused
from notifications.infrastructure.channels.breaker import FAILURES
from notifications.infrastructure.channels.email.channel import SmtpChannel
from notifications.infrastructure.channels.email.composing import Sender, named_mailbox
from notifications.infrastructure.channels.email.connections import Relay, TlsMode

pytestmark = pytest.mark.integration

SENDER = Sender(named_mailbox("Marquee <no-reply@marquee.example>"))


def message(number: int = 1, *, address: str = "ada@example.org") -> OutgoingMessage:
    content = Content("Severance", "Episode 5 is out.\n.\nFrom here", "Severance", "<p>Episode 5 is out.</p>")
    return OutgoingMessage(UUID(int=number), UUID(int=1), "new_episode", address, content)


@asynccontextmanager
async def channel_to(
    port: int,
    *,
    host: str = "127.0.0.1",
    tls: TlsMode = "none",
    user: str | None = None,
    password_file: Path | None = None,
    ca_file: Path | None = None,
    timeout: float = 5,
    clock: FixedClock | None = None,
) -> AsyncIterator[SmtpChannel]:
    relay = Relay(
        host,
        port,
        tls,
        "marquee.example",
        user,
        password_file=password_file,
        ca_file=ca_file,
        timeout=timeout,
    )
    channel = SmtpChannel(relay, SENDER, guard_of(), clock or FixedClock())
    try:
        yield channel
    finally:
        await channel.close()


@pytest_asyncio.fixture
async def server() -> AsyncIterator[Server]:
    async with running() as server:
        yield server


async def test_messages_are_handed_over_on_one_connection(server: Server) -> None:
    async with channel_to(server.port) as channel:
        outcomes = [await channel.send(message(number)) for number in range(3)]

    assert outcomes == [Delivered("250 2.0.0 queued as 4711")] * 3
    assert server.connections == 1
    assert [item["Message-ID"] for item in server.messages] == [
        f"<{UUID(int=number)}@marquee.example>" for number in range(3)
    ]
    [plain, _] = server.messages[0].iter_parts()
    assert plain.get_content().splitlines() == ["Episode 5 is out.", ".", "From here"]
    assert server.envelopes[0].mail_from == "no-reply@marquee.example"
    assert server.envelopes[0].rcpt_tos == ["ada@example.org"]


async def test_a_connection_that_the_server_has_ended_is_replaced(server: Server) -> None:
    async with channel_to(server.port) as channel:
        await channel.send(message(1))
        server.drops.add("MAIL")
        broken = await channel.send(message(2))
        server.drops.clear()
        outcome = await channel.send(message(3))

    assert isinstance(broken, Refused)
    assert (broken.code, broken.uncertain) == ("server_unreachable", False)
    assert isinstance(outcome, Delivered)
    assert len(server.messages) == 2


async def test_the_limit_of_a_session_ends_the_connection_and_not_the_message(server: Server) -> None:
    async with channel_to(server.port) as channel:
        await channel.send(message(1))
        server.refuse_next("MAIL", "421 4.7.0 too many messages in this session")
        outcome = await channel.send(message(2))

    assert isinstance(outcome, Delivered)
    assert server.connections == 2


@pytest.mark.parametrize(
    ("command", "response", "expected"),
    [
        ("RCPT", "550 5.1.1 <Ada@example.org> unknown", ("mailbox_unknown", True, True)),
        ("RCPT", "550 5.1.10 no mail is accepted here", ("mailbox_unknown", True, True)),
        ("RCPT", "550 not today", ("recipient_refused", True, False)),
        ("RCPT", "550 5.7.1 policy", ("recipient_refused", True, False)),
        ("RCPT", "552 5.2.2 mailbox full", ("mailbox_full", True, False)),
        ("RCPT", "450 4.2.0 greylisted", ("recipient_deferred", False, False)),
        ("RCPT", "452 4.2.2 mailbox full", ("mailbox_full", False, False)),
        ("RCPT", "421 4.3.2 shutting down", ("server_unavailable", False, False)),
        ("MAIL", "451 4.3.0 later", ("sender_refused", False, False)),
        ("MAIL", "553 5.7.1 not your address", ("sender_refused", False, False)),
        ("DATA", "554 5.7.1 spam", ("message_refused", True, False)),
        ("DATA", "451 4.3.0 later", ("message_deferred", False, False)),
        ("DATA", "421 4.3.2 shutting down", ("server_unavailable", False, False)),
    ],
)
async def test_a_refusal_says_whether_a_repetition_helps(
    server: Server, command: str, response: str, expected: tuple[str, bool, bool]
) -> None:
    server.responses[command] = response
    async with channel_to(server.port) as channel:
        outcome = await channel.send(message())
        server.responses.clear()
        after = await channel.send(message(2))

    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.permanent, outcome.target_is_gone) == expected
    assert not outcome.uncertain
    assert "ada@example.org" not in outcome.detail.lower()
    assert outcome.detail.startswith(response[:3])
    assert isinstance(after, Delivered)


@pytest.mark.parametrize(
    ("fault", "command", "uncertain"),
    [("drops", "RCPT", False), ("drops", "DATA", True), ("hangs", "RCPT", False), ("hangs", "DATA", True)],
)
async def test_a_connection_that_breaks_says_whether_the_message_may_have_arrived(
    server: Server, fault: str, command: str, *, uncertain: bool
) -> None:
    getattr(server, fault).add(command)
    async with channel_to(server.port, timeout=0.2) as channel:
        outcome = await channel.send(message())

    assert isinstance(outcome, Refused)
    assert outcome.code == ("no_response" if uncertain else "server_unreachable")
    assert (outcome.uncertain, outcome.permanent) == (uncertain, False)


async def test_a_slow_server_is_given_up_at_the_deadline(server: Server) -> None:
    server.hangs.add("DATA")
    relay = Relay("127.0.0.1", server.port, "none", "marquee.example", timeout=60)
    channel = SmtpChannel(relay, SENDER, guard_of(), FixedClock(), deadline=0.1)

    outcome = await channel.send(message())

    assert isinstance(outcome, Refused)
    assert outcome.uncertain


async def test_an_attempt_that_is_cancelled_leaves_no_connection_for_the_next_one(server: Server) -> None:
    server.hangs.add("DATA")
    async with channel_to(server.port) as channel:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(channel.send(message(1)), 0.1)
        server.hangs.clear()
        assert isinstance(await channel.send(message(2)), Delivered)

    assert [item["Message-ID"] for item in server.messages] == [f"<{UUID(int=2)}@marquee.example>"]
    assert server.connections == 2


async def test_a_server_that_fails_is_called_again_after_a_pause(server: Server) -> None:
    clock = FixedClock()
    server.drops.add("MAIL")
    async with channel_to(server.port, clock=clock) as channel:
        for number in range(FAILURES):
            assert isinstance(await channel.send(message(number)), Refused)
        called = server.connections
        paused = await channel.send(message())
        assert isinstance(paused, Refused)
        assert not paused.attempted
        assert server.connections == called
        server.drops.clear()
        clock.instant += timedelta(seconds=5)
        assert isinstance(await channel.send(message()), Delivered)
        assert isinstance(await channel.send(message()), Delivered)


async def test_refusals_of_messages_do_not_stop_others(server: Server) -> None:
    server.responses["RCPT"] = "550 5.1.1 unknown"
    async with channel_to(server.port) as channel:
        for _ in range(2 * FAILURES):
            await channel.send(message())
        server.responses.clear()
        assert isinstance(await channel.send(message()), Delivered)

    assert server.connections == 1


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
async def test_the_connection_is_encrypted_before_the_sign_in(tmp_path: Path, tls: TlsMode) -> None:
    own, password = certificate(tmp_path), tmp_path / "password"
    password.write_text(f"{PASSWORD}\n")

    async with (
        running(tls=tls, certificate_file=own, sign_in=True) as server,
        channel_to(server.port, host="localhost", tls=tls, user=USER, password_file=password, ca_file=own) as channel,
    ):
        outcome = await channel.send(message())
        password.write_text("wrong")
        await channel.close()
        refused = await channel.send(message())

    assert isinstance(outcome, Delivered)
    assert isinstance(refused, Refused)
    assert (refused.code, refused.permanent) == ("sign_in_refused", False)
    assert server.signed_in == 1


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
async def test_a_certificate_that_is_not_trusted_or_of_another_host_is_refused(tmp_path: Path, tls: TlsMode) -> None:
    own, others = certificate(tmp_path), certificate(tmp_path, "other.example")
    for presented, trusted in ((own, None), (others, others)):
        async with (
            running(tls=tls, certificate_file=presented) as server,
            channel_to(server.port, host="localhost", tls=tls, ca_file=trusted) as channel,
        ):
            outcome = await channel.send(message())

        assert isinstance(outcome, Refused)
        assert outcome.code == "tls_failed"
        assert server.messages == []


async def test_a_server_without_tls_gets_nothing_when_tls_is_set(server: Server) -> None:
    async with channel_to(server.port, tls="starttls") as channel:
        outcome = await channel.send(message())

    assert isinstance(outcome, Refused)
    assert outcome.code == "tls_failed"
    assert server.messages == []


async def test_an_international_mailbox_needs_a_server_that_takes_it(server: Server) -> None:
    async with channel_to(server.port) as channel:
        assert isinstance(await channel.send(message(address="ада@пошта.укр")), Delivered)
    assert server.envelopes[0].rcpt_tos == ["ада@xn--80a1acn3a.xn--j1amh"]

    async with running(international=False) as older, channel_to(older.port) as channel:
        outcome = await channel.send(message(address="ада@пошта.укр"))
        assert isinstance(outcome, Refused)
        assert (outcome.code, outcome.permanent) == ("address_unsupported", True)
        assert isinstance(await channel.send(message()), Delivered)


async def test_an_address_that_is_none_disables_its_target(server: Server) -> None:
    async with channel_to(server.port) as channel:
        outcome = await channel.send(message(address="ada@example.org> SIZE=1"))

    assert outcome == Refused("address_invalid", "must be an e-mail address", permanent=True, target_is_gone=True)
    assert server.connections == 0


async def test_a_server_that_is_not_there_is_an_outage() -> None:
    async with running() as server:
        port = server.port
    async with channel_to(port) as channel:
        outcome = await channel.send(message())

    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.permanent, outcome.uncertain) == ("server_unreachable", False, False)
