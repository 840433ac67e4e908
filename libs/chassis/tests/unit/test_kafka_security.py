"""Settings of a Kafka connection are complete or refused, and reach every kind of client unchanged."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from faststream.kafka.security import parse_security
from pydantic import ValidationError

from chassis.messaging.consuming.broker import broker_security
from chassis.messaging.kafka_security import PLAINTEXT, KafkaSecurity
from chassis.settings import KafkaSettings, prefixed

pytestmark = pytest.mark.unit

SCRAM = {
    "KAFKA_SECURITY_PROTOCOL": "SASL_SSL",
    "KAFKA_USERNAME": "stats",
    "KAFKA_PASSWORD": "hunter2",
}


class Settings(KafkaSettings):
    """The Kafka settings of a service."""

    model_config = prefixed("STATS")


@pytest.fixture
def ca_file(tmp_path: Path) -> Path:
    """Return the certificate of an authority."""
    key = Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "authority")])
    begin = datetime.now(UTC) - timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, None)
    )
    path = tmp_path / "ca.crt"
    path.write_bytes(certificate.public_bytes(Encoding.PEM))
    return path


def read(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Settings:
    """Return the settings that these variables give."""
    for name, value in {"KAFKA_BOOTSTRAP": "kafka:9093", **variables}.items():
        monkeypatch.setenv(f"STATS_{name}", value)
    return Settings()


def test_plain_text_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    security = read(monkeypatch).kafka_security
    assert security == PLAINTEXT
    assert security.client_options() == {"security_protocol": "PLAINTEXT"}
    assert broker_security(security) is None


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_a_password_file_is_read_without_its_line_break(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ca_file: Path, ending: str
) -> None:
    (tmp_path / "password").write_text(f"hunter2{ending}", "utf-8", newline="")
    settings = read(
        monkeypatch,
        KAFKA_SECURITY_PROTOCOL="SASL_SSL",
        KAFKA_USERNAME="stats",
        KAFKA_PASSWORD_FILE=str(tmp_path / "password"),
        KAFKA_CA_FILE=str(ca_file),
    )
    assert settings.kafka_security == KafkaSecurity("SASL_SSL", "SCRAM-SHA-512", "stats", "hunter2", ca_file)


@pytest.mark.parametrize(
    ("variables", "reason"),
    [
        ({"KAFKA_SECURITY_PROTOCOL": "TLS"}, "kafka_security_protocol"),
        ({"KAFKA_SASL_MECHANISM": "PLAIN"}, "kafka_sasl_mechanism"),
        ({"KAFKA_SECURITY_PROTOCOL": "SASL_SSL"}, "needs kafka_username"),
        ({"KAFKA_SECURITY_PROTOCOL": "SASL_PLAINTEXT", "KAFKA_USERNAME": "stats"}, "kafka_password_file"),
        ({**SCRAM, "KAFKA_USERNAME": ""}, "kafka_username"),
        ({**SCRAM, "KAFKA_PASSWORD": ""}, "kafka_password"),
        ({**SCRAM, "KAFKA_PASSWORD_FILE": "/nowhere"}, "set either kafka_password or kafka_password_file"),
        ({"KAFKA_USERNAME": "stats"}, "PLAINTEXT takes no kafka_username"),
        (
            {"KAFKA_PASSWORD": "hunter2", "KAFKA_SECURITY_PROTOCOL": "SSL"},
            "SSL takes no kafka_username and no password",
        ),
        ({"KAFKA_CA_FILE": "/nowhere"}, "PLAINTEXT takes no kafka_ca_file"),
        ({**SCRAM, "KAFKA_CA_FILE": "/nowhere"}, "kafka_ca_file holds no certificate that can be read: No such file"),
        (
            {"KAFKA_SECURITY_PROTOCOL": "SASL_SSL", "KAFKA_USERNAME": "stats", "KAFKA_PASSWORD_FILE": "/nowhere"},
            "kafka_password_file cannot be read",
        ),
    ],
)
def test_an_incomplete_or_contradictory_connection_is_refused(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], reason: str
) -> None:
    with pytest.raises(ValidationError, match=reason) as caught:
        read(monkeypatch, **variables)
    assert "hunter2" not in str(caught.value)


def test_a_file_without_a_certificate_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "ca.crt").write_text("hunter2", "utf-8")
    with pytest.raises(ValidationError, match="kafka_ca_file holds no certificate that can be read"):
        read(monkeypatch, **SCRAM, KAFKA_CA_FILE=str(tmp_path / "ca.crt"))


def test_an_empty_password_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("\n", "utf-8")
    with pytest.raises(ValidationError, match="kafka_password_file is empty"):
        read(
            monkeypatch,
            KAFKA_SECURITY_PROTOCOL="SASL_SSL",
            KAFKA_USERNAME="stats",
            KAFKA_PASSWORD_FILE=str(tmp_path / "password"),
        )


def test_the_password_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, **SCRAM)
    assert "hunter2" not in repr(settings) + repr(settings.kafka_security) + settings.model_dump_json()


@pytest.mark.parametrize("protocol", ["SASL_SSL", "SASL_PLAINTEXT", "SSL"])
@pytest.mark.parametrize("mechanism", ["SCRAM-SHA-256", "SCRAM-SHA-512"])
def test_both_libraries_connect_alike(protocol: str, mechanism: str, ca_file: Path) -> None:
    security = KafkaSecurity(
        protocol,  # type: ignore[arg-type]
        mechanism,  # type: ignore[arg-type]
        "stats" if protocol != "SSL" else None,
        "hunter2" if protocol != "SSL" else None,
        ca_file if protocol != "SASL_PLAINTEXT" else None,
    )
    ours, theirs = security.client_options(), parse_security(broker_security(security))
    for options in (ours, theirs):
        context = options.pop("ssl_context", None)
        if protocol == "SASL_PLAINTEXT":
            assert context is None
        else:
            assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
            assert context.minimum_version == ssl.TLSVersion.TLSv1_2
    assert ours == theirs
