"""The providers that the settings name."""

from billing.application.providers.ports import PaymentProvider, RecurringProvider
from billing.application.providers.registry import Providers
from billing.infrastructure.subscriptions.sold import SqlSoldCheckouts
from billing.providers.stripe.provider import StripeAccount, StripeProvider
from billing.providers.zarinpal.provider import ZarinpalMerchant, ZarinpalProvider
from billing.settings import Settings
from chassis.core.clock import Clock
from chassis.messaging.transaction import Transactions


def providers_of(settings: Settings, transactions: Transactions, clock: Clock) -> Providers:
    """Return the providers with credentials; open no connection."""
    recurring: list[RecurringProvider] = []
    once: list[PaymentProvider] = []
    if settings.stripe_secret_key is not None:
        account = StripeAccount(
            settings.stripe_secret_key.get_secret_value(),
            settings.webhook_secrets,
            url=settings.stripe_url,
            taxes=settings.stripe_taxes,
        )
        recurring.append(StripeProvider(account, clock))
    if settings.zarinpal_merchant_id is not None:
        merchant = ZarinpalMerchant(settings.zarinpal_merchant_id.get_secret_value(), settings.zarinpal_url)
        once.append(ZarinpalProvider(merchant, SqlSoldCheckouts(transactions, "zarinpal"), clock))
    return Providers(once, recurring)
