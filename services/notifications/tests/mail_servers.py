"""Mail servers for tests: the real aiosmtpd, with TLS and with faults."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from notifications.infrastructure.channels.email.connections import TlsMode

USER, PASSWORD = "marquee", "hunter2"


@dataclass
class Server:
    """A running server, what it has accepted, and the responses that it shall give instead."""

    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    connections: int = 0
    signed_in: int = 0
    """Messages of clients that had signed in."""
    responses: dict[str, str] = field(default_factory=dict)
    """A response by the name of the command: `MAIL`, `RCPT`, `DATA`."""
    drops: set[str] = field(default_factory=set)
    """Commands at which the connection ends without a response."""
    hangs: set[str] = field(default_factory=set)
    """Commands without any response."""
    _once: dict[str, str] = field(default_factory=dict)

    async def _respond(self, command: str, server: SMTP, default_response: str) -> str:
        if command in self.hangs:
            await asyncio.Event().wait()
        if command in self.drops:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        if command in self._once:
            return self._once.pop(command)
        return self.responses.get(command, default_response)

    def refuse_next(self, command: str, response: str) -> None:
        """Respond so to the next command of a name only."""
        self._once[command] = response

    # The names of the hooks, and their arguments, are those of aiosmtpd.
    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, _: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        response = await self._respond("MAIL", server, "250 OK")
        if response.startswith("2"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return response

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _: Session, envelope: Envelope, address: str, __: list[str]
    ) -> str:
        response = await self._respond("RCPT", server, "250 OK")
        if response.startswith("2"):
            envelope.rcpt_tos.append(address)
        return response

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        response = await self._respond("DATA", server, "250 2.0.0 queued as 4711")
        if response.startswith("2") or "DATA" in self.drops:
            content = envelope.content
            assert isinstance(content, bytes)
            message = message_from_bytes(content, policy=default)
            assert isinstance(message, EmailMessage)
            self.messages.append(message)
            self.signed_in += bool(session.authenticated)
            self.envelopes.append(envelope)
        return response


def certificate(folder: Path, name: str = "localhost") -> Path:
    """Return a file with a self-signed certificate of a name and of 127.0.0.1, and its key."""
    key = generate_private_key(SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    begin = datetime.now(UTC) - timedelta(days=1)
    own = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(name), x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, SHA256())
    )
    path = folder / f"{name}.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(own.public_bytes(Encoding.PEM) + private)
    return path


def server_tls(path: Path) -> ssl.SSLContext:
    """Return the TLS of a server with a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def _authenticated(_: SMTP, __: Session, ___: Envelope, ____: str, data: Any) -> AuthResult:
    expected = LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=data == expected, handled=data == expected)


@asynccontextmanager
async def running(
    *,
    tls: TlsMode = "none",
    certificate_file: Path | None = None,
    sign_in: bool = False,
    international: bool = True,
) -> AsyncIterator[Server]:
    """Run a server on a free port of localhost."""
    server = Server()
    loop = asyncio.get_running_loop()
    context = None if certificate_file is None else server_tls(certificate_file)

    def session() -> SMTP:
        return SMTP(
            server,
            hostname="relay.example",
            enable_SMTPUTF8=international,
            tls_context=context if tls == "starttls" else None,
            authenticator=_authenticated if sign_in else None,
            auth_required=sign_in and tls == "starttls",
            auth_require_tls=tls == "starttls",
            loop=loop,
        )

    listener = await loop.create_server(session, "127.0.0.1", 0, ssl=context if tls == "implicit" else None)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
