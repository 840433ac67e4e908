"""HTTP status and error code of the errors of webhooks."""

from typing import Final

from chassis.core.rules.broken import BrokenRule
from chassis.http.errors import ErrorSpec, ErrorTable
from notifications.domain.webhooks.errors import (
    InvalidWebhook,
    ReplayRunning,
    TooManyWebhooks,
    WebhookDeliveryNotFound,
    WebhookDisabled,
    WebhookNotFound,
    WebhookTypeReserved,
)

WEBHOOK_ERRORS: Final[ErrorTable] = {
    InvalidWebhook: ErrorSpec(
        400, "VALIDATION_ERROR", InvalidWebhook("url", BrokenRule("url_scheme", "must begin with https://"))
    ),
    ReplayRunning: ErrorSpec(409, "REPLAY_RUNNING", ReplayRunning("a replay of this webhook runs already")),
    TooManyWebhooks: ErrorSpec(409, "TOO_MANY_WEBHOOKS", TooManyWebhooks("a user has at most 10 webhooks")),
    WebhookDeliveryNotFound: ErrorSpec(
        404,
        "WEBHOOK_DELIVERY_NOT_FOUND",
        WebhookDeliveryNotFound("the webhook has no delivery 0f7b3f0e-3b52-5d6f-9c53-7a0c1d3cf8b1"),
    ),
    WebhookDisabled: ErrorSpec(409, "WEBHOOK_DISABLED", WebhookDisabled("the webhook is disabled; enable it first")),
    WebhookNotFound: ErrorSpec(
        404, "WEBHOOK_NOT_FOUND", WebhookNotFound("no webhook has the id 5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11")
    ),
    WebhookTypeReserved: ErrorSpec(
        403, "WEBHOOK_TYPE_RESERVED", WebhookTypeReserved("source.degraded is for administrators only")
    ),
}
