"""Events that billing publishes."""

from contracts.billing.purchases import PurchaseChangedV1
from contracts.billing.subscriptions import Entitlements, RateClass, SubscriptionChangedV1, SubscriptionStatus

__all__ = ["Entitlements", "PurchaseChangedV1", "RateClass", "SubscriptionChangedV1", "SubscriptionStatus"]
