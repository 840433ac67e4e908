"""Random histories: whatever order messages arrive in, however often, and whichever are lost, billing ends right."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from services.billing.tests.billing_model import BillingModel
from services.billing.tests.provider_model import ProviderModel

START = datetime(2026, 1, 1, tzinfo=UTC)


def _history(seed: int, seen: Counter[str]) -> None:
    random = Random(seed)
    provider = ProviderModel(random, START)
    billing = BillingModel(provider)
    provider.loses_responses = True
    for _ in range(random.randrange(5, 30)):
        step = random.random()
        if step < 0.3:
            provider.advance(timedelta(hours=random.choice((1, 12, 24, 72, 400))))
        elif step < 0.5:
            provider.change()
        elif step < 0.8:
            _deliver(random, provider, billing, seen)
        else:
            billing.advance()
    _reconcile(provider, billing)
    seen[billing.subscription.status.value if billing.subscription else "none"] += 1

    assert billing.is_entitled == provider.is_active, seed
    assert provider.double_charges == [], seed
    assert sum(billing.balances.values()) == 0, seed
    assert billing.balances["cash:stripe", "USD"] == provider.cash, seed


def _deliver(random: Random, provider: ProviderModel, billing: BillingModel, seen: Counter[str]) -> None:
    """Deliver some of the messages, in any order, some of them again; lose some."""
    random.shuffle(provider.notices)
    for _ in range(random.randrange(4)):
        if not provider.notices:
            return
        ref = provider.notices[-1]
        fate = random.random()
        if fate < 0.6:
            billing.sync(ref)
        seen["lost" if fate > 0.8 else "delivered" if fate < 0.6 else "late"] += 1
        if fate < 0.4 or fate > 0.8:
            provider.notices.pop()
        elif fate < 0.6:
            seen["repeated"] += 1


def _reconcile(provider: ProviderModel, billing: BillingModel) -> None:
    """Let everything that was begun end, then read every object once."""
    provider.loses_responses = False
    for day in range(60):
        if day >= 15 and (provider.subscription.failing_since is None or provider.subscription.ended_at is not None):
            break
        provider.advance(timedelta(days=1))
        billing.sync(provider.subscription.ref)
        billing.advance()
    for ref in provider.objects():
        billing.sync(ref)


@pytest.mark.unit
def test_histories_end_as_the_provider_states() -> None:
    seen: Counter[str] = Counter()
    for seed in range(2_000):
        _history(seed, seen)
    # Each end is reached, and each disturbance occurs.
    assert {"active", "trialing", "paused", "canceled", "expired"} <= seen.keys()
    assert min(seen[fate] for fate in ("lost", "delivered", "late", "repeated")) > 1_000


@pytest.mark.slow
@pytest.mark.unit
def test_a_hundred_thousand_histories_end_as_the_provider_states() -> None:
    seen: Counter[str] = Counter()
    for seed in range(2_000, 102_000):
        _history(seed, seen)
    print(dict(sorted(seen.items())))
