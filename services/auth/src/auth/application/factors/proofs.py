"""Verification of one factor of an account, the same way for sign-ins and for sensitive changes."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import assert_never
from uuid import UUID

from auth.application.factors.ports import Ceremonies, Json
from auth.application.security.attempts import count_attempt
from auth.application.unit_of_work import UnitOfWork
from auth.domain.factors.challenges import digest_of as digest_of_challenge
from auth.domain.factors.errors import InvalidFactor
from auth.domain.factors.methods import FactorMethod
from auth.domain.factors.one_time_codes import Purpose, parse_code
from auth.domain.factors.passkeys import Passkey
from auth.domain.factors.recovery_codes import digest_of
from auth.domain.factors.throttling import account_subject, factor_key


@dataclass(frozen=True, slots=True)
class Proof:
    """What a user presents: a code, or for a passkey the response of the device."""

    method: FactorMethod
    code: str = field(default="", repr=False)
    credential: Json | None = field(default=None, repr=False)


class FactorVerifier:
    """Verifies factors. Each is used up by its success: a step, a code, a challenge or a counter."""

    def __init__(self, ceremonies: Ceremonies) -> None:
        self._ceremonies = ceremonies

    async def verify(
        self, work: UnitOfWork, account_id: UUID, proof: Proof, challenge: bytes, purpose: Purpose, now: datetime
    ) -> str | None:
        """Return the name of the method (RFC 8176), or null for a factor that proves nothing.

        `challenge` is the digest of what a passkey has to sign, `purpose` that of a code by message. Raise
        TooManyAttempts. The caller commits in both cases, so that the attempt counts.
        """
        await work.factors.lock(account_id)
        key = factor_key(account_id)
        await count_attempt(work, key, now)
        try:
            method = await self._verify(work, account_id, proof, challenge, purpose, now)
        except InvalidFactor:
            return None
        await work.attempts.clear(key)
        return method

    async def verify_passkey(self, work: UnitOfWork, credential: Json, challenge: bytes, now: datetime) -> Passkey:
        """Return the passkey that has signed a challenge, after its use; raise InvalidFactor."""
        value = self._ceremonies.challenge_of(credential)
        passkey = await work.factors.passkeys.by_credential(self._ceremonies.credential_id_of(credential))
        if passkey is None or digest_of_challenge(value) != challenge:
            raise InvalidFactor
        signature = self._ceremonies.verify_signature(credential, value, passkey)
        used = passkey.used(signature.sign_count, now, backed_up=signature.backed_up)
        await work.factors.passkeys.save(used)
        return used

    async def _verify(
        self, work: UnitOfWork, account_id: UUID, proof: Proof, challenge: bytes, purpose: Purpose, now: datetime
    ) -> str:
        match proof.method:
            case "passkey":
                passkey = await self.verify_passkey(work, proof.credential or {}, challenge, now)
                if passkey.account_id != account_id:
                    raise InvalidFactor
                return passkey.method
            case "totp":
                await _use_totp(work, account_id, proof.code, now)
                return "otp"
            case "recovery-code":
                if not await work.factors.recovery_codes.use(account_id, digest_of(account_id, proof.code)):
                    raise InvalidFactor
                return "otp"
            case "sms":
                await use_code(work, account_subject(account_id), purpose, proof.code, now)
                return "sms"
            case _:
                assert_never(proof.method)


async def use_code(work: UnitOfWork, subject: bytes, purpose: Purpose, text: str, now: datetime) -> None:
    """Use up a code by message; raise InvalidFactor, after which the caller commits, so that the try counts."""
    typed = parse_code(text)
    code = await work.factors.codes.of(subject, purpose)
    if code is None:
        raise InvalidFactor
    if not code.matches(typed, now):
        await work.factors.codes.save(code.tried())
        raise InvalidFactor
    await work.factors.codes.delete(code)


async def _use_totp(work: UnitOfWork, account_id: UUID, code: str, now: datetime) -> None:
    totp = await work.factors.totp.of(account_id)
    # A secret that no code has confirmed yet is not a factor.
    if totp is None or totp.confirmed_at is None:
        raise InvalidFactor
    await work.factors.totp.save(totp.accept(code, now))
