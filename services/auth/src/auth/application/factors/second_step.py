"""The second step of a sign-in: what an account with a second factor needs besides a password or a code."""

from uuid import UUID

from auth.application.factors.messages import Messages
from auth.application.factors.ports import Ceremonies, Json
from auth.application.factors.proofs import FactorVerifier, Proof
from auth.application.sessions.opening import SessionOpener
from auth.application.sessions.ports import TokenPair
from auth.application.sessions.tokens import OpenSession, TokenIssuer
from auth.application.unit_of_work import UnitOfWork
from auth.domain.factors.challenges import LIFETIME, Challenge, digest_of, parse_challenge, text_of
from auth.domain.factors.errors import FactorRequired, InvalidFactor
from auth.domain.security.audit import AuditEntry, AuditKind
from auth.domain.sessions.client import Client
from chassis.core.unit_of_work import UnitOfWorkFactory


class FirstStep:
    """Ends the first step of a sign-in by a password or a code: one factor is enough, or a second step follows."""

    def __init__(self, opener: SessionOpener, tokens: TokenIssuer) -> None:
        self._opener = opener
        self._tokens = tokens

    async def finish(
        self, work: UnitOfWork, account_id: UUID, client: Client, methods: tuple[str, ...]
    ) -> OpenSession | FactorRequired:
        """Open a session, or return the error that requests a second factor; after the commit, call `tokens`."""
        choices = (await work.factors.enrolled(account_id)).methods
        if not choices:
            return await self._opener.open(work, account_id, client, methods)
        value, challenge = Challenge.new("second-factor", account_id, await work.now(), methods)
        await work.factors.challenges.add(challenge)
        return FactorRequired(text_of(value), choices, int(LIFETIME.total_seconds()))

    def tokens(self, outcome: OpenSession | FactorRequired) -> TokenPair:
        """Return the tokens of a session, or raise FactorRequired, whose challenge is stored by now."""
        if isinstance(outcome, FactorRequired):
            raise outcome
        return self._tokens.pair(outcome)


class SecondStep:
    """Exchanges the challenge of a sign-in and a second factor for tokens."""

    def __init__(
        self,
        units: UnitOfWorkFactory[UnitOfWork],
        verifier: FactorVerifier,
        ceremonies: Ceremonies,
        messages: Messages,
        opener: SessionOpener,
        tokens: TokenIssuer,
    ) -> None:
        self._units = units
        self._verifier = verifier
        self._ceremonies = ceremonies
        self._messages = messages
        self._opener = opener
        self._tokens = tokens

    async def complete(self, challenge_text: str, proof: Proof, client: Client) -> TokenPair:
        """Return tokens of a new session; raise InvalidFactor or TooManyAttempts. A challenge gives one session."""
        digest = digest_of(parse_challenge(challenge_text))
        opened = None
        async with self._units.begin() as work:
            challenge, account_id = await self._open_challenge(work, digest)
            choices = (await work.factors.enrolled(account_id)).methods
            method = None
            if proof.method in choices:
                now = await work.now()
                method = await self._verifier.verify(work, account_id, proof, digest, "second-factor", now)
            if method is None:
                await work.factors.challenges.save(challenge.tried())
                await self._record_failure(work, account_id, client, proof)
            else:
                await work.factors.challenges.delete(digest)
                opened = await self._opener.open(work, account_id, client, (*challenge.methods, method, "mfa"))
        # Raised after the commit: a wrong factor counts.
        if opened is None:
            raise InvalidFactor
        return self._tokens.pair(opened)

    async def options(self, challenge_text: str) -> Json:
        """Return the options with which a browser signs the challenge with a passkey; raise InvalidFactor."""
        value = parse_challenge(challenge_text)
        async with self._units.begin() as work:
            _, account_id = await self._open_challenge(work, digest_of(value))
            passkeys = await work.factors.passkeys.of(account_id)
            if not passkeys:
                raise InvalidFactor
        return self._ceremonies.sign_in_options(value, passkeys)

    async def send_code(self, challenge_text: str) -> None:
        """Send a code to the phone of the account; raise InvalidFactor or TooManyAttempts."""
        async with self._units.begin() as work:
            _, account_id = await self._open_challenge(work, digest_of(parse_challenge(challenge_text)))
            await self._messages.send_to_phone(work, account_id, "second-factor")

    async def _open_challenge(self, work: UnitOfWork, digest: bytes) -> tuple[Challenge, UUID]:
        challenge = await work.factors.challenges.of(digest)
        if challenge is None or challenge.account_id is None:
            raise InvalidFactor
        if not challenge.is_open("second-factor", await work.now()):
            raise InvalidFactor
        return challenge, challenge.account_id

    async def _record_failure(self, work: UnitOfWork, account_id: UUID, client: Client, proof: Proof) -> None:
        details = {"factor": proof.method}
        entry = AuditEntry(AuditKind.SECOND_FACTOR_FAILED, await work.now(), account_id, None, client, details=details)
        await work.audit.record(entry)
