"""The access rules of the manifests, on a real broker with TLS, SCRAM and its own authorizer, and our own clients."""

import asyncio
import contextlib
import shutil
import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import GroupAuthorizationFailedError, KafkaError, TopicAuthorizationFailedError
from aiokafka.protocol.admin import CreateAclsRequest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from chassis.messaging.consuming.subscription import Subscription
from chassis.messaging.kafka_security import PLAINTEXT, KafkaSecurity
from chassis.messaging.publishing.producer import Outgoing, Producer
from chassis.messaging.records import Record
from chassis.messaging.replay import ReplayRefused, partitions_of
from chassis.testing.kafka import wait_until
from contracts.auth import SessionRevokedV1
from contracts.event import encode
from contracts.event_catalog import EVENTS
from devstack.ports import free_ports
from devstack.servers.artifacts import Installed
from devstack.servers.kafka import Kafka
from gateway.infrastructure.revocation_feed import RevocationFeed

pytestmark = [pytest.mark.integration, pytest.mark.slow]

Manifest = dict[str, Any]

ADMIN = "admin"
TOPICS = (
    "session.revoked",
    "user.deleted",
    "user.deleted.dlq",
    "media.imported",
    "media.imported.dlq",
    "stats.updated",
)
RESOURCES = {"topic": 2, "group": 3, "cluster": 4}
OPERATIONS = {"Read": 3, "Write": 4, "Describe": 8, "DescribeConfigs": 10}
LITERAL, ALLOW = 3, 3
SECONDS = 60


@dataclass(slots=True)
class SecuredKafka(Kafka):
    """A broker that takes encrypted connections of known users only."""

    passwords: Mapping[str, str] = field(default_factory=dict, repr=False)
    ca_file: Path = Path()

    def security(self, user: str, password: str | None = None) -> KafkaSecurity:
        """Return how a user connects."""
        return KafkaSecurity("SASL_SSL", "SCRAM-SHA-512", user, password or self.passwords[user], self.ca_file)

    async def is_ready(self, _pid: int) -> bool:
        """Return whether the administrator can sign in."""
        with contextlib.suppress(KafkaError):
            async with _admin(self):
                return True
        return False


@contextlib.asynccontextmanager
async def _admin(broker: SecuredKafka) -> AsyncIterator[AIOKafkaAdminClient]:
    options = broker.security(ADMIN).client_options()
    admin = AIOKafkaAdminClient(bootstrap_servers=broker.bootstrap, request_timeout_ms=5_000, **options)
    try:
        await admin.start()
        yield admin
    finally:
        await admin.close()


def _certificates(folder: Path) -> None:
    """Write the authority's certificate, and the broker's key with a certificate for 127.0.0.1; good for a day."""
    begin = datetime.now(UTC) - timedelta(hours=12)

    def certificate(subject: str, key: ec.EllipticCurvePrivateKey, signer: ec.EllipticCurvePrivateKey) -> bytes:
        is_authority = key is signer
        names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, subject)]))
            .issuer_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "authority")]))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begin)
            .not_valid_after(begin + timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        )
        if not is_authority:
            builder = builder.add_extension(names, critical=False)
        return builder.sign(signer, SHA256()).public_bytes(Encoding.PEM)

    authority, broker = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    (folder / "ca.crt").write_bytes(certificate("authority", authority, authority))
    private = broker.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "broker.pem").write_bytes(private + certificate("kafka", broker, authority))


def _settings(password: str, port: int, controller_port: int) -> dict[str, str]:
    login = "org.apache.kafka.common.security.scram.ScramLoginModule"
    return {
        "listeners": f"SASL_SSL://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}",
        "advertised.listeners": f"SASL_SSL://127.0.0.1:{port}",
        "listener.security.protocol.map": "SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT",
        "inter.broker.listener.name": "SASL_SSL",
        "sasl.enabled.mechanisms": "SCRAM-SHA-512",
        "sasl.mechanism.inter.broker.protocol": "SCRAM-SHA-512",
        "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config": (
            f'{login} required username="{ADMIN}" password="{password}";'
        ),
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": "broker.pem",
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": "ca.crt",
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        # The broker's own connection to its controller is the only anonymous one.
        "super.users": f"User:{ADMIN};User:ANONYMOUS",
    }


def _users(manifests: Sequence[Manifest]) -> dict[str, list[Manifest]]:
    return {
        manifest["metadata"]["name"]: manifest["spec"]["authorization"]["acls"]
        for manifest in manifests
        if manifest["kind"] == "KafkaUser"
    }


async def _apply(broker: SecuredKafka, users: Mapping[str, list[Manifest]]) -> None:
    """Create the topics and the users' rules, as Strimzi's operators do."""
    async with _admin(broker) as admin:
        await admin.create_topics([NewTopic(name, 1, 1) for name in TOPICS])
        for user, rules in users.items():
            for rule in rules:
                for operation in rule["operations"]:
                    resource = rule["resource"]
                    request = CreateAclsRequest(
                        RESOURCES[resource["type"]],
                        resource["name"],
                        LITERAL,
                        f"User:{user}",
                        "*",
                        OPERATIONS[operation],
                        ALLOW,
                    )
                    response = await admin._send_request(request)
                    assert [code for code, _ in response.creation_responses] == [0]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def broker(
    devstack_folder: Path, devstack_parts: Installed, rendered: Mapping[str, list[Manifest]]
) -> AsyncIterator[SecuredKafka]:
    """Yield a secured broker with the users, rules and some topics of the production manifests."""
    users = _users(rendered["prod"])
    passwords = {name: uuid4().hex for name in (ADMIN, *users)}
    port, controller_port = free_ports(2)
    data = devstack_folder / "secured-kafka"
    data.mkdir()
    _certificates(data)
    scram = [f"SCRAM-SHA-512=[name={name},password={password}]" for name, password in passwords.items()]
    secured = SecuredKafka(
        devstack_parts.kafka_jars,
        data,
        devstack_folder / "secured-kafka.log",
        port,
        controller_port,
        settings=_settings(passwords[ADMIN], port, controller_port),
        format_options=[part for item in scram for part in ("--add-scram", item)],
        passwords=passwords,
        ca_file=data / "ca.crt",
    )
    await secured.start()
    try:
        await _apply(secured, users)
        yield secured
    finally:
        await secured.kill()
        shutil.rmtree(data)


async def _publish(
    broker: SecuredKafka, security: KafkaSecurity, *records: str | Outgoing
) -> list[BaseException | None]:
    """Publish records, or any record to a topic, with our producer; return for each why it was refused, or null."""
    items = [Outgoing(record, b"key", b"{}", ()) if isinstance(record, str) else record for record in records]
    producer = Producer(broker.bootstrap, client_id="test", security=security)
    try:
        return await producer.publish(items)
    finally:
        await producer.close()


async def _read(broker: SecuredKafka, user: str, topic: str, *, group: str | None = None) -> int:
    """Return how many records of a topic a user reads, in a group or without."""
    options = broker.security(user).client_options()
    consumer = AIOKafkaConsumer(
        bootstrap_servers=broker.bootstrap, group_id=group, auto_offset_reset="earliest", **options
    )
    await consumer.start()
    try:
        consumer.assign([TopicPartition(topic, 0)])
        async with asyncio.timeout(SECONDS):
            return len(await consumer.getmany(timeout_ms=5_000))
    finally:
        await consumer.stop()


async def test_a_publisher_writes_its_topics_and_no_other(broker: SecuredKafka) -> None:
    assert await _publish(broker, broker.security("auth"), "user.deleted", "session.revoked") == [None, None]
    stats = broker.security("stats")
    assert await _publish(broker, stats, "stats.updated") == [None]
    [refusal] = await _publish(broker, stats, "media.imported")
    assert isinstance(refusal, TopicAuthorizationFailedError)


OTHERS = {name for event in EVENTS for name in (event.spec.publisher, *event.spec.consumers)} - {"auth"}


@pytest.mark.parametrize("user", sorted({*OTHERS, "keda"}))
async def test_only_auth_may_write_that_a_user_is_deleted(broker: SecuredKafka, user: str) -> None:
    # Not our producer: it is idempotent, and Kafka refuses that already to a user who may write nothing.
    producer = AIOKafkaProducer(bootstrap_servers=broker.bootstrap, **broker.security(user).client_options())
    await producer.start()
    try:
        with pytest.raises(TopicAuthorizationFailedError):
            await producer.send_and_wait("user.deleted", b"{}", key=b"key")
    finally:
        await producer.stop()


async def test_a_subscription_consumes_in_its_own_group(broker: SecuredKafka) -> None:
    received: list[Record] = []

    async def process(records: Sequence[Record]) -> None:
        received.extend(records)

    subscription = Subscription(
        broker.bootstrap,
        group="library",
        topics=["user.deleted"],
        process=process,
        security=broker.security("library"),
    )
    assert await _publish(broker, broker.security("auth"), "user.deleted") == [None]
    task = asyncio.create_task(subscription.run())
    try:
        await wait_until(lambda: bool(received), seconds=SECONDS)
    finally:
        await subscription.stop()
        await task
    assert {record.topic for record in received} == {"user.deleted"}
    assert await _publish(broker, broker.security("library"), "user.deleted.dlq") == [None]


async def test_a_group_and_a_topic_of_others_are_refused(broker: SecuredKafka) -> None:
    assert await partitions_of(broker.bootstrap, ["media.imported"], security=broker.security("catalog"))
    with pytest.raises(GroupAuthorizationFailedError):
        await _read(broker, "catalog", "media.imported", group="library")
    with pytest.raises(ReplayRefused, match=r"session\.revoked"):
        await partitions_of(broker.bootstrap, ["session.revoked"], security=broker.security("catalog"))


async def test_gateway_reads_ended_sessions_and_no_event_of_a_user(broker: SecuredKafka) -> None:
    now = datetime.now(UTC)
    event = SessionRevokedV1(session_id=uuid4(), user_id=uuid4(), revoked_at=now, expires_at=now)
    message = encode(event, "marquee/auth")
    headers = [(name, value.encode()) for name, value in message.headers.items()]
    assert await _publish(
        broker, broker.security("auth"), Outgoing(message.topic, message.key, message.body, headers)
    ) == [None]
    messages: list[UUID] = []
    feed = RevocationFeed(
        broker.bootstrap,
        lambda session, _: messages.append(session),
        lambda: len(messages),
        security=broker.security("gateway"),
    )
    task = asyncio.create_task(feed.run())
    try:
        await wait_until(lambda: event.session_id in messages, seconds=SECONDS)
    finally:
        await feed.stop()
        await task
    assert await partitions_of(broker.bootstrap, ["media.imported"], security=broker.security("gateway"))
    with pytest.raises(ReplayRefused, match=r"user\.deleted"):
        await partitions_of(broker.bootstrap, ["user.deleted"], security=broker.security("gateway"))


async def test_the_autoscaler_sees_lag_and_no_record(broker: SecuredKafka) -> None:
    options = broker.security("keda").client_options()
    admin = AIOKafkaAdminClient(bootstrap_servers=broker.bootstrap, **options)
    await admin.start()
    try:
        await admin.list_consumer_group_offsets("library")
        [described] = await admin.describe_topics(["user.deleted"])
    finally:
        await admin.close()
    assert described["error_code"] == 0
    with pytest.raises(TopicAuthorizationFailedError):
        await _read(broker, "keda", "user.deleted")


async def test_unknown_clients_are_rejected(broker: SecuredKafka) -> None:
    for security in (
        PLAINTEXT,
        broker.security("auth", password="wrong"),
        broker.security("unknown", password="x"),
        KafkaSecurity("SSL", ca_file=broker.ca_file),
    ):
        with pytest.raises((KafkaError, OSError, TimeoutError)):
            await _publish(broker, security, "user.deleted")


async def test_a_broker_of_another_authority_is_not_trusted(broker: SecuredKafka, tmp_path: Path) -> None:
    _certificates(tmp_path)
    security = broker.security("auth")
    stranger = KafkaSecurity(security.protocol, security.mechanism, "auth", security.password, tmp_path / "ca.crt")
    with pytest.raises((KafkaError, ssl.SSLError)):
        await _publish(broker, stranger, "user.deleted")
