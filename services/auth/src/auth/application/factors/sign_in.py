"""Sign-in without a password: by a passkey, or by a code to an e-mail address or a phone."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from auth.application.accounts.ports import Identifiers
from auth.application.factors.messages import code_notice
from auth.application.factors.ports import Ceremonies, Json
from auth.application.factors.proofs import FactorVerifier, use_code
from auth.application.factors.second_step import FirstStep
from auth.application.security.attempts import count_attempt
from auth.application.sessions.opening import SessionOpener
from auth.application.sessions.ports import TokenPair
from auth.application.sessions.tokens import TokenIssuer
from auth.application.unit_of_work import UnitOfWork
from auth.domain.errors import TooManyAttempts
from auth.domain.events import NoticeRequested
from auth.domain.factors.challenges import Challenge, digest_of
from auth.domain.factors.errors import InvalidFactor
from auth.domain.factors.one_time_codes import OneTimeCode
from auth.domain.factors.throttling import account_subject, code_key, message_key, unknown_subject
from auth.domain.notices.notice import Channel, Recipient
from auth.domain.security.audit import AuditEntry, AuditKind
from auth.domain.sessions.client import Client
from chassis.core.unit_of_work import UnitOfWorkFactory


class PasskeySignIn:
    """Signs in by a passkey alone. The device has verified its user, so it stands for two factors."""

    def __init__(
        self,
        units: UnitOfWorkFactory[UnitOfWork],
        verifier: FactorVerifier,
        ceremonies: Ceremonies,
        opener: SessionOpener,
        tokens: TokenIssuer,
    ) -> None:
        self._units = units
        self._verifier = verifier
        self._ceremonies = ceremonies
        self._opener = opener
        self._tokens = tokens

    async def options(self) -> Json:
        """Return the options with which a browser signs.

        They name no passkey, so that they do not reveal which accounts exist: the user chooses one on the device.
        """
        async with self._units.begin() as work:
            value, challenge = Challenge.new("passkey-sign-in", None, await work.now())
            await work.factors.challenges.add(challenge)
        return self._ceremonies.sign_in_options(value, ())

    async def sign_in(self, credential: Json, client: Client) -> TokenPair:
        """Return tokens of a new session; raise InvalidFactor. A challenge is good for one attempt."""
        digest = digest_of(self._ceremonies.challenge_of(credential))
        opened = None
        async with self._units.begin() as work:
            challenge, now = await work.factors.challenges.of(digest), await work.now()
            if challenge is None or not challenge.is_open("passkey-sign-in", now):
                raise InvalidFactor
            await work.factors.challenges.delete(digest)
            try:
                account_id, method = await self._verify(work, credential, digest, now)
            except InvalidFactor:
                await work.audit.record(AuditEntry(AuditKind.SIGN_IN_FAILED, now, None, None, client))
            else:
                opened = await self._opener.open(work, account_id, client, (method, "mfa"))
        # Raised after the commit: the challenge is used up.
        if opened is None:
            raise InvalidFactor
        return self._tokens.pair(opened)

    async def _verify(self, work: UnitOfWork, credential: Json, digest: bytes, now: datetime) -> tuple[UUID, str]:
        owner_id = await work.factors.passkeys.owner_of(self._ceremonies.credential_id_of(credential))
        # The account before the passkey, as everywhere: no two transactions wait for each other.
        if owner_id is None or await work.factors.lock(owner_id) is None:
            raise InvalidFactor
        passkey = await self._verifier.verify_passkey(work, credential, digest, now)
        return passkey.account_id, passkey.method


@dataclass(frozen=True, slots=True)
class CodeRequest:
    """Request a code for the account with an e-mail address or username."""

    identifier: str
    channel: Channel
    client: Client


@dataclass(frozen=True, slots=True)
class CodeSignIn:
    """Sign in with a code."""

    identifier: str
    client: Client
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Receiver:
    """Where a code goes. `subject` stands for an identifier without an account as well."""

    subject: bytes
    account_id: UUID
    recipient: Recipient | None


class CodeSignInUseCases:
    """Signs in by a code. Identifiers without an account cost the same statements and get the same responses."""

    def __init__(
        self,
        units: UnitOfWorkFactory[UnitOfWork],
        identifiers: Identifiers,
        first_step: FirstStep,
    ) -> None:
        self._units = units
        self._identifiers = identifiers
        self._first_step = first_step

    async def request(self, request: CodeRequest) -> None:
        """Send a code if there is an account to send it to; raise TooManyAttempts by network and identifier.

        After five codes in a row for one account further ones are not sent, without a word: the response must not
        depend on what others have requested.
        """
        async with self._units.begin() as work:
            now = await work.now()
            receiver = await self._receiver(work, request)
            network = code_key(receiver.subject + b"request", request.client.address)
            await count_attempt(work, network, now)
            is_allowed = await self._count_message(work, receiver.subject, now)
            code, stored = OneTimeCode.new(receiver.subject, "sign-in", now)
            notice = code_notice("sign-in", receiver.recipient or Recipient("email", "unknown@example.org"), code)
            event = NoticeRequested(now, uuid4(), receiver.account_id, notice)
            await work.publish_if(is_allowed and receiver.recipient is not None, event)
            # Without a message the code before it stays valid.
            if is_allowed:
                await work.factors.codes.save(stored)

    async def sign_in(self, command: CodeSignIn) -> TokenPair:
        """Return tokens of a new session; raise InvalidFactor, TooManyAttempts or FactorRequired."""
        outcome = None
        async with self._units.begin() as work:
            now = await work.now()
            credentials = await work.accounts.credentials_of(command.identifier)
            account_id = credentials.account_id if credentials else None
            subject = account_subject(account_id) if account_id else self._unknown(command.identifier)
            await work.factors.lock(account_id or uuid4())
            key = code_key(subject, command.client.address)
            await count_attempt(work, key, now)
            try:
                await use_code(work, subject, "sign-in", command.code, now)
            except InvalidFactor:
                await work.audit.record(AuditEntry(AuditKind.SIGN_IN_FAILED, now, account_id, None, command.client))
            else:
                await work.attempts.clear(key)
                await work.attempts.clear(message_key(subject))
                if account_id:
                    outcome = await self._first_step.finish(work, account_id, command.client, ("otp",))
        # Raised after the commit: the try counts.
        if outcome is None:
            raise InvalidFactor
        return self._first_step.tokens(outcome)

    async def _receiver(self, work: UnitOfWork, request: CodeRequest) -> _Receiver:
        credentials = await work.accounts.credentials_of(request.identifier)
        account_id = credentials.account_id if credentials else uuid4()
        subject = account_subject(account_id) if credentials else self._unknown(request.identifier)
        owner, phone = await work.factors.lock(account_id), await work.factors.phones.of(account_id)
        recipient = None
        if request.channel == "email" and owner is not None:
            recipient = Recipient("email", owner.email)
        if request.channel == "sms" and phone is not None and phone.confirmed_at and phone.use == "sign-in":
            recipient = Recipient("sms", phone.number)
        return _Receiver(subject, account_id, recipient)

    async def _count_message(self, work: UnitOfWork, subject: bytes, now: datetime) -> bool:
        try:
            await count_attempt(work, message_key(subject), now)
        except TooManyAttempts:
            return False
        return True

    def _unknown(self, identifier: str) -> bytes:
        return unknown_subject(self._identifiers.of_any(identifier))
