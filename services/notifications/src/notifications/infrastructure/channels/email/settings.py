"""Settings of mail: the relay that it is handed over to, and whom it is from."""

from collections.abc import Collection
from pathlib import Path
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, Field, SecretStr, field_validator, model_validator

from chassis.core.clock import Clock
from egress.policy import ANY_NETWORK, Purpose
from egress.settings import EgressSettings
from notifications.infrastructure.channels.email.channel import SmtpChannel
from notifications.infrastructure.channels.email.composing import Sender, named_mailbox
from notifications.infrastructure.channels.email.connections import Relay, TlsMode


def _mailbox(value: str) -> str:
    """Return a mailbox as it was written; raise InvalidAddress, which names the rule."""
    named_mailbox(value)
    return value


Mailbox = Annotated[str, AfterValidator(_mailbox)]


class MailSettings(EgressSettings):
    """Settings of mail; without `smtp_host` no mail is sent."""

    smtp_host: str | None = None
    """The relay that mail is handed over to."""
    smtp_port: int = Field(default=587, ge=1, le=65_535)
    smtp_tls: TlsMode = "starttls"
    """How the connection is encrypted: `starttls` (port 587), `implicit` (465), or `none` for one on the machine."""
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_password_file: Path | None = None
    """File with the password instead, read at each connection."""
    smtp_ca_file: Path | None = None
    """Certificates that are trusted in place of those of the system."""
    smtp_timeout_seconds: float = Field(default=10, gt=0, le=20)
    """How long the connection, and each response of the relay, may take."""
    mail_from: Mailbox | None = None
    """Whom mail is from, such as `Marquee <no-reply@example.org>`; its domain is the one to sign for (DKIM)."""
    mail_reply_to: Mailbox | None = None
    PURPOSES: ClassVar[Collection[Purpose]] = ("mail",)

    @field_validator(
        "smtp_host",
        "smtp_user",
        "smtp_password",
        "smtp_password_file",
        "smtp_ca_file",
        "mail_from",
        "mail_reply_to",
        mode="before",
    )
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if value == "" else value

    @model_validator(mode="after")
    def _mail_is_complete(self) -> Self:
        if self.smtp_host is not None and self.mail_from is None:
            raise ValueError("smtp_host needs mail_from")
        passwords = [self.smtp_password, self.smtp_password_file]
        if passwords.count(None) != (2 if self.smtp_user is None else 1):
            raise ValueError("smtp_user must be set together with smtp_password or smtp_password_file")
        if self.smtp_user is not None and self.smtp_tls == "none":
            raise ValueError("smtp_user needs smtp_tls: a password is not sent in the clear")
        return self

    def open_mail(self, clock: Clock) -> SmtpChannel | None:
        """Return the channel, or null when there is no relay; opens no connection."""
        if self.smtp_host is None or self.mail_from is None:
            return None
        mailbox = named_mailbox(self.mail_from)
        reply_to = None if self.mail_reply_to is None else named_mailbox(self.mail_reply_to)
        relay = Relay(
            self.smtp_host,
            self.smtp_port,
            self.smtp_tls,
            local_hostname=mailbox.domain,
            user=self.smtp_user,
            password=self.smtp_password.get_secret_value() if self.smtp_password else None,
            password_file=self.smtp_password_file,
            ca_file=self.smtp_ca_file,
            timeout=self.smtp_timeout_seconds,
        )
        # The operator names the relay, which is often in the installation's own network.
        guard = self.egress_guard(
            "mail",
            clock,
            hosts=[relay.host],
            ports=[relay.port],
            networks=ANY_NETWORK,
            https_only=False,
            is_proxied=False,
        )
        return SmtpChannel(relay, Sender(mailbox, reply_to), guard, clock)
