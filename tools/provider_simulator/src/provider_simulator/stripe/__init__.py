"""Stripe: products, prices, Checkout, subscriptions, invoices, payments and webhooks, in memory."""
