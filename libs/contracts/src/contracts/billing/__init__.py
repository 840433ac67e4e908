"""Events that billing publishes."""

from contracts.billing.subscriptions import Entitlements, RateClass, SubscriptionChangedV1, SubscriptionStatus

__all__ = ["Entitlements", "RateClass", "SubscriptionChangedV1", "SubscriptionStatus"]
