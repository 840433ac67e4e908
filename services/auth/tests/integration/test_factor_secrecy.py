"""Second factors under parallel use, and where their secrets are."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Iterable
from datetime import timedelta

import httpx2
import pytest
from services.auth.tests.factor_support import FactorUser, code_of
from sqlalchemy import text

pytestmark = pytest.mark.integration


PARALLEL = 20


async def gathered(requests: Iterable[Awaitable[httpx2.Response]]) -> Counter[str]:
    """Send requests at once; count successes and the codes of errors."""
    responses = await asyncio.gather(*requests)
    return Counter(str(response.status_code) if response.is_success else code_of(response) for response in responses)


async def test_one_of_twenty_parallel_uses_succeeds(user: FactorUser) -> None:
    """The same step, recovery code, challenge or message: whatever is used once, is used once."""
    codes = await user.enable_totp()

    async def challenges() -> list[str]:
        return [await user.challenge() for _ in range(4)]

    outcomes = {}
    step = user.totp_code()
    several = await challenges()
    outcomes["step"] = await gathered(user.second_step("totp", several[n % 4], code=step) for n in range(PARALLEL))
    user.clock.instant += timedelta(minutes=20)
    several = await challenges()
    outcomes["recovery"] = await gathered(
        user.second_step("recovery-code", several[n % 4], code=codes[0]) for n in range(PARALLEL)
    )
    user.clock.instant += timedelta(minutes=20)
    one = await user.challenge()
    outcomes["challenge"] = await gathered(
        user.second_step("recovery-code", one, code=codes[1 + n % 9]) for n in range(PARALLEL)
    )
    await user.request_code()
    sign_in_code = (await user.messages())[-1].data["code"]
    outcomes["message"] = await gathered(user.code_sign_in(sign_in_code) for _ in range(PARALLEL))

    # A code by mail of this account is followed by a second step: its success is the challenge.
    assert outcomes["message"] == Counter({"SECOND_FACTOR_REQUIRED": 1, "INVALID_FACTOR": 5, "RATE_LIMITED": 14})
    for name in ("step", "recovery", "challenge"):
        assert outcomes[name]["200"] == 1, outcomes
        assert sum(outcomes[name].values()) == PARALLEL
        assert set(outcomes[name]) <= {"200", "INVALID_FACTOR", "RATE_LIMITED"}


async def test_secrets_are_encrypted_at_rest_and_absent_from_logs(
    user: FactorUser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    codes = await user.enable_totp()
    await user.add_phone(number="+442071239876")
    challenge = await user.challenge()
    await user.second_step("totp", challenge, code=user.totp_code())
    await user.request_code()
    code = (await user.messages())[-1].data["code"]
    await user.code_sign_in(code)

    stored = b""
    tables = ("totp_secrets", "recovery_codes", "phones", "one_time_codes", "challenges", "audit_entries", "outbox")
    async with user.container.runtime.transactions.read() as connection:
        for table in tables:
            for row in await connection.execute(text(f"select * from {table}")):
                stored += b"|".join(value if isinstance(value, bytes) else str(value).encode() for value in row)

    secrets = [user.secret, b"442071239876", challenge.encode(), *(text.encode() for text in codes)]
    assert [secret for secret in secrets if secret in stored] == []
    log = caplog.text
    for secret in (challenge, code, codes[0], "442071239876", user.email, user.secret.hex()):
        assert secret not in log
