"""How long a rejected sign-in takes does not show whether an account exists.

Samples of both kinds alternate in random order, so that a slow moment of the machine strikes both.
"""

import time
from typing import Final

from scipy.stats import ks_2samp, mannwhitneyu
from tests.faults.accounts.identities import API, Identities

from devstack.faults.log import Anomaly, FaultLog
from devstack.faults.report import quantile

SAMPLES: Final = 500
"""Of each kind."""
REPEATED: Final = 2
"""Attempts, of which the faster one counts: what is left out is the noise of the machine."""
FREE: Final = 4
"""Wrong passwords at one account before the next one has to wait, whether it exists or not."""
NAMES: Final = SAMPLES * REPEATED // FREE
STEMS: Final = {True: "timed", False: "absent"}
LEAST_PROBABILITY: Final = 0.001
"""One run of a thousand would fail by chance; the criterion of one run alone is 0.01."""
WRONG: Final = "Wrong-horse-7-battery"


async def test_known_and_unknown_users_take_the_same_time(faults: FaultLog, identities: Identities) -> None:
    names = {is_known: [f"{stem}_{number}" for number in range(NAMES)] for is_known, stem in STEMS.items()}
    for name in names[True]:
        await identities.register(name)
    order = [True, False] * SAMPLES
    faults.random.shuffle(order)
    seconds: dict[bool, list[float]] = {True: [], False: []}
    for is_known in order:
        tries = []
        body = {"username": names[is_known][len(seconds[is_known]) % NAMES], "password": WRONG}
        for _ in range(REPEATED):
            begun = time.perf_counter()
            status, _ = await identities.send(0, "POST", f"{API}/auth/login", body=body)
            tries.append(time.perf_counter() - begun)
            faults.expect(status == 401, Anomaly.BYPASSED, f"status {status}")
        faults.performed(REPEATED)
        seconds[is_known].append(min(tries))
    probability = float(mannwhitneyu(seconds[True], seconds[False]).pvalue)
    distance = float(ks_2samp(seconds[True], seconds[False]).pvalue)
    medians = {kind: quantile(values, 0.5) * 1000 for kind, values in seconds.items()}
    faults.injected("wrong password", 2 * SAMPLES)
    faults.note("p (rank sum, Kolmogorov-Smirnov)", f"{probability:.3f}, {distance:.3f}")
    faults.note("median known, unknown", f"{medians[True]:.2f}, {medians[False]:.2f} ms")
    faults.expect(min(probability, distance) > LEAST_PROBABILITY, Anomaly.BYPASSED, f"p {probability}, {distance}")
