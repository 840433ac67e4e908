"""Refresh tokens that are stolen, used by many at once, and exchanged while auth dies.

Clients know nothing of the faults: they send a request again that brought no response, as a browser does.
"""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Final

from tests.faults.accounts.identities import API, AUTH, GATEWAYS, UNAVAILABLE, Identities, Pair

from chassis.testing.kafka import wait_until
from devstack.faults.log import Anomaly, FaultLog

LONG_GRACE: Final = {"AUTH_REFRESH_GRACE_SECONDS": "60"}
SHORT_GRACE: Final = {"AUTH_REFRESH_GRACE_SECONDS": "1"}
BEHIND_GRACE: Final = 1.5
PARALLEL: Final = 200
KILLS: Final = 3
USERS: Final = 20
EPISODES: Final = 24
REFUSED_SECONDS: Final = 5.0
RETRY_SECONDS: Final = 150.0
LIVE: Final = """select count(*) from auth.sessions s join auth.refresh_tokens t on t.session_id = s.id
where s.id = $1::uuid and s.revoked_at is null and t.generation = s.generation"""


async def _refresh_at_last(identities: Identities, gateway: int, token: str, random: Random) -> tuple[int, Pair | None]:
    """Refresh, again and again while the service is unavailable, at either gateway."""
    until = time.monotonic() + RETRY_SECONDS
    while True:
        status, pair = await identities.refresh(gateway, token)
        if status not in UNAVAILABLE or time.monotonic() > until:
            return status, pair
        await asyncio.sleep(random.uniform(0.05, 0.3))
        gateway = random.randrange(len(GATEWAYS))


async def _live_tokens(identities: Identities, session: str) -> int:
    [row] = await identities.stack.fetch(LIVE, session)
    return int(row[0])


async def test_parallel_refreshes_while_auth_dies_leave_one_live_token(
    faults: FaultLog, identities: Identities
) -> None:
    """Tabs of one browser refresh at once; auth is killed in the middle of it, and started again."""
    random = faults.random
    await identities.restart(AUTH, **LONG_GRACE)
    pair = await identities.register("many_tabs")
    for _ in range(KILLS):
        tabs = asyncio.gather(
            *(
                _refresh_at_last(identities, number % len(GATEWAYS), pair.refresh, Random(random.random()))
                for number in range(PARALLEL)
            )
        )
        await asyncio.sleep(random.uniform(0, 0.4))
        await identities.stack.kill(AUTH)
        faults.injected("kill auth")
        killed = time.monotonic()
        await identities.start(AUTH, **LONG_GRACE)
        outcomes = await tabs
        faults.recovered(time.monotonic() - killed)
        faults.performed(PARALLEL)
        statuses = Counter(status for status, _ in outcomes)
        faults.expect(set(statuses) == {200}, Anomaly.DISTURBED, f"a user was signed out: {dict(statuses)}")
        successors = {following.refresh for _, following in outcomes if following is not None}
        faults.expect(len(successors) == 1, Anomaly.DUPLICATED, f"{len(successors)} successors of one token")
        live = await _live_tokens(identities, pair.session)
        faults.expect(live == 1, Anomaly.DUPLICATED, f"{live} live tokens")
        pair = next((following for _, following in outcomes if following is not None), pair)
    faults.expect(await identities.access(pair.access) == [200, 200], Anomaly.DISTURBED, "the last access token")
    await identities.restart(AUTH)


@dataclass
class Episode:
    """A user and a thief of one session; the chain of its tokens, and those that each of both has."""

    identities: Identities
    faults: FaultLog
    random: Random
    chain: list[Pair]
    user: Pair
    thief: Pair | None = None
    is_over: bool = False
    accesses: set[str] = field(default_factory=set)

    async def play(self) -> None:
        """Perform random steps, then let both parties go on until one of them notices."""
        for _ in range(self.random.randint(2, 6)):
            await self.random.choice((self._user_refreshes, self._steal, self._response_is_lost))()
            if self.is_over:
                break
        if not self.is_over:
            self.thief = self.thief or self.user
            await self._both_continue()
        await self._end()

    async def _exchange(self, token: Pair) -> Pair | None:
        gateway = self.random.randrange(len(GATEWAYS))
        status, pair = await _refresh_at_last(self.identities, gateway, token.refresh, self.random)
        self.faults.performed()
        self.faults.expect(status in (200, 401), Anomaly.SERVER_ERROR, f"refresh: {status}")
        if pair is None:
            self.is_over = True
            return None
        if pair.refresh not in {link.refresh for link in self.chain}:
            self.chain.append(pair)
        return pair

    async def _user_refreshes(self) -> None:
        former, careful = self.user, self.thief is None
        pair = await self._exchange(former)
        self.faults.expect(
            pair is not None or not careful, Anomaly.DISTURBED, "a user who did nothing wrong was signed out"
        )
        self.user = pair or former

    async def _steal(self) -> None:
        self.thief = self.random.choice(self.chain[-2:])
        self.faults.injected("theft")

    async def _response_is_lost(self) -> None:
        """Lose a response: the user sends the same token again at once, within the grace period."""
        first, again = await asyncio.gather(self._exchange(self.user), self._exchange(self.user))
        self.faults.injected("response lost")
        if first is not None and again is not None:
            same = first.refresh == again.refresh
            self.faults.expect(same, Anomaly.DUPLICATED, "two successors of one token")
            self.user = again

    async def _both_continue(self) -> None:
        """Use the newest tokens of both parties in turn, with pauses that no grace period covers."""
        parties: list[Pair | None] = [self.user, self.thief]
        if self.random.random() < 0.5:
            parties.reverse()
        for turn in range(4):
            await asyncio.sleep(BEHIND_GRACE)
            token = parties[turn % 2]
            if token is None or (pair := await self._exchange(token)) is None:
                return
            parties[turn % 2] = pair
        self.faults.anomaly(Anomaly.BYPASSED, "two parties stayed signed in")

    async def _end(self) -> None:
        """Check that nothing of the session is accepted any more: no refresh token, no access token, anywhere."""
        begun = time.monotonic()

        async def are_refused() -> bool:
            following = [await self.identities.access(pair.access) for pair in self.chain]
            return all(set(statuses) == {401} for statuses in following)

        try:
            await wait_until(are_refused, seconds=4 * REFUSED_SECONDS, every=0.2, what="the end of the access tokens")
        except AssertionError as late:
            self.faults.anomaly(Anomaly.BYPASSED, str(late))
        passed = time.monotonic() - begun
        self.faults.recovered(passed)
        self.faults.expect(passed < REFUSED_SECONDS, Anomaly.BYPASSED, f"an access token lived {passed:.1f} s longer")
        for pair in self.chain:
            status, further = await self.identities.refresh(0, pair.refresh)
            self.faults.performed()
            self.faults.expect(further is None and status == 401, Anomaly.BYPASSED, f"a token of the family: {status}")
        live = await _live_tokens(self.identities, self.chain[0].session)
        self.faults.expect(live == 0, Anomaly.DUPLICATED, f"{live} live tokens")


async def test_a_thief_and_a_user_never_both_stay_signed_in(faults: FaultLog, identities: Identities) -> None:
    await identities.restart(AUTH, **SHORT_GRACE)
    episodes = []
    for number in range(EPISODES):
        pair = await identities.register(f"stolen_{number}")
        episodes.append(Episode(identities, faults, Random(faults.random.random()), [pair], pair))
    async with asyncio.TaskGroup() as group:
        for episode in episodes:
            group.create_task(episode.play())
    faults.note("sessions", str(EPISODES))
    await identities.restart(AUTH)


async def test_users_stay_signed_in_while_auth_is_killed(faults: FaultLog, identities: Identities) -> None:
    """Users refresh again and again, and change the gateway at will; auth dies at random moments."""
    await identities.restart(AUTH, **LONG_GRACE)
    users = [await identities.register(f"steady_{number}") for number in range(USERS)]
    exchanges = [0] * USERS
    stop = asyncio.Event()

    async def use(number: int, random: Random) -> Pair:
        pair = users[number]
        while not stop.is_set():
            status, following = await _refresh_at_last(identities, random.randrange(2), pair.refresh, random)
            faults.performed()
            if following is None:
                kind = Anomaly.NOT_RECOVERED if status in UNAVAILABLE else Anomaly.DISTURBED
                faults.anomaly(kind, f"a user was signed out: {status}")
                return pair
            pair = following
            exchanges[number] += 1
            await asyncio.sleep(random.uniform(0, 0.3))
        return pair

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(use(number, Random(faults.random.random()))) for number in range(USERS)]
        for _ in range(KILLS):
            await asyncio.sleep(faults.random.uniform(0.5, 2))
            await identities.stack.kill(AUTH)
            faults.injected("kill auth")
            before = list(exchanges)
            killed = time.monotonic()
            await identities.start(AUTH, **LONG_GRACE)

            def have_all_continued(before: list[int] = before) -> bool:
                # Two each: the first one may have been on its way.
                return all(
                    task.done() or now >= then + 2 for task, now, then in zip(tasks, exchanges, before, strict=True)
                )

            await wait_until(have_all_continued, seconds=RETRY_SECONDS, every=0.1, what="the next tokens of all users")
            faults.recovered(time.monotonic() - killed)
        stop.set()
    for pair in (task.result() for task in tasks):
        live = await _live_tokens(identities, pair.session)
        faults.expect(live == 1, Anomaly.DUPLICATED, f"{live} live tokens")
        status, _ = await identities.send(0, "GET", f"{API}/auth/me", token=pair.access)
        faults.expect(status == 200, Anomaly.DISTURBED, f"the last access token: {status}")
    await identities.restart(AUTH)
