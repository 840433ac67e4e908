"""Whether the time of a failed sign-in reveals that the user exists: two samples in random order, and a rank test.

    python benchmarks/auth/timing.py [--samples 500]

Each request has an address and, if the user exists, an account of its own, so that no wait grows. The test is that of
Mann and Whitney: `auc` is the share of pairs in which the known user takes longer, 0.5 when nothing can be learned.
"""

import argparse
import asyncio
import random
import statistics
import sys
import time
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.with_name("catalog")))

from load import FIRST, Http, client_of, post, register
from scipy.stats import mannwhitneyu
from servers import database, service

WARM_UP = 20


async def sample(http: Http, username: str, number: int) -> float:
    """Return the milliseconds of a sign-in with a wrong password."""
    begun = time.perf_counter()
    address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    status, body = await post(http, "login", {"username": username, "password": "Wrong-1843-engine"}, address)
    elapsed = (time.perf_counter() - begun) * 1000
    assert (status, body["error"]["code"]) == (401, "INVALID_CREDENTIALS"), body
    return elapsed


async def main() -> None:
    """Measure both samples and print the test."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--samples", type=int, default=500)
    samples = parser.parse_args().samples
    times: dict[str, list[float]] = {"known": [], "unknown": []}
    async with database() as data, service(data) as server:
        await register(server, data, samples)
        order = [(kind, number) for kind in times for number in range(1, samples + 1)]
        random.shuffle(order)
        async with client_of(server) as http:
            for number in range(WARM_UP):
                await sample(http, FIRST if number % 2 else "other", 1_000_000 + number)
            for place, (kind, number) in enumerate(order):
                name = f"user_{number}" if kind == "known" else f"other_{number}"
                times[kind].append(await sample(http, name, place))
    for kind, milliseconds in times.items():
        quarters = statistics.quantiles(milliseconds, n=4)
        print(f"{kind:8} n={len(milliseconds)} quartiles {', '.join(f'{quarter:.2f}' for quarter in quarters)} ms")
    test = mannwhitneyu(times["known"], times["unknown"])
    print(f"Mann-Whitney U={test.statistic:.0f} p={test.pvalue:.3f} auc={test.statistic / samples**2:.3f}")


if __name__ == "__main__":
    asyncio.run(main())
