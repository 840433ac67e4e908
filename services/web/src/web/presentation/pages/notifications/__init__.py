"""Notifications: the inbox, what the user wants to hear of and where, and webhooks."""

from web.presentation.pages.notifications import choices, deliveries, inbox, targets, webhook_log, webhooks

ROUTERS = (inbox.router, choices.router, targets.router, deliveries.router, webhooks.router, webhook_log.router)
