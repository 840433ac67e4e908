"""The operations of notifications, which the Ratingo API does not have. A row states access, success and errors."""

from collections.abc import Sequence
from typing import Final

from contract_operation import Operation


def _of(names: str) -> frozenset[str]:
    return frozenset(names.split())


_INBOX: Final = "/notifications"
_PREFERENCES: Final = _of("kinds quietHours digestAt digestWeekday onlyMyServices timeZone")
_CHOICE: Final = _of("frequency default possible")
_LINK: Final = {400: "UNSUBSCRIBE_TOKEN_INVALID"}
_NOTIFICATION: Final = _of("id kind title text values mediaItemId occurredAt createdAt sequence readAt")
_DELIVERIES: Final = "/notifications/deliveries"
_TEMPLATES: Final = "/admin/notifications/templates"
_ERASED: Final = {403: "ACCOUNT_ERASED"}
_CHANGE: Final = {**_ERASED, 404: "NOTIFICATION_NOT_FOUND"}
_NO_KIND: Final = {404: "KIND_NOT_FOUND"}
_MISSING: Final = {404: "DELIVERY_NOT_FOUND"}
_RETRY: Final = {**_ERASED, **_MISSING, 409: "DELIVERY_NOT_RETRYABLE"}
_HOOKS: Final = "/notifications/webhooks"
_HOOK: Final = _of("id url description eventTypes filters enabled disabledReason failingSince previousSecretUntil")
_NEW_HOOK: Final = {"url": "https://hooks.example/", "eventTypes": ["media.published"]}
_NO_HOOK: Final = {404: "WEBHOOK_NOT_FOUND"}
_CHANGE_HOOK: Final = {403: "ACCOUNT_ERASED WEBHOOK_TYPE_RESERVED", **_NO_HOOK}
_OFF: Final = {409: "WEBHOOK_DISABLED"}
_NO_HOOK_DELIVERY: Final = {404: "WEBHOOK_NOT_FOUND WEBHOOK_DELIVERY_NOT_FOUND"}
_ONE_HOOK: Final = f"{_HOOKS}/{{noId}}"
_TARGETS: Final = "/notifications/targets"
_TARGET: Final = _of("id channel name service address enabled confirmed disabledReason createdAt lastDeliveredAt")
_NO_TARGET: Final = {**_ERASED, 404: "TARGET_NOT_FOUND"}
_ADD: Final = {**_ERASED, 409: "CHANNEL_UNAVAILABLE TARGET_LIMIT_REACHED"}
_BROWSER: Final = {
    "endpoint": "https://push.example.org/{freeSlug}",
    "keys": {
        "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    },
}
_NOTHING_SENT: Final = "nothing is sent to the user of the tables"

NOTIFICATIONS_OPERATIONS: Final[Sequence[Operation]] = (
    Operation("GET", _INBOX, "user", shape="page", query="limit=5&category=titles", members=_NOTIFICATION,
              empty="the titles of the tables do not change"),
    Operation("GET", f"{_INBOX}/summary", "user", members=_of("unread byCategory sequence")),
    Operation("GET", f"{_INBOX}/stream", "user", shape="text"),
    Operation("POST", f"{_INBOX}/read-all", "user", body={"upTo": 1042}, members=_of("count"), errors=_ERASED),
    Operation("PUT", f"{_INBOX}/{{noId}}/read", "user", errors=_CHANGE),
    Operation("DELETE", f"{_INBOX}/{{noId}}/read", "user", errors=_CHANGE),
    Operation("DELETE", f"{_INBOX}/{{noId}}", "user", 204, "empty", errors=_CHANGE),
    Operation("GET", "/notifications/preferences", "user", members=_PREFERENCES,
              inner={"kinds[]": _of("kind category channels leadTimeMinutes possibleLeadTimes"),
                     "kinds[].channels.email": _CHOICE}),
    Operation("PATCH", "/notifications/preferences", "user",
              body={"digestAt": "18:30", "leadTimeMinutes": {"new_episode": 60}}, members=_PREFERENCES,
              errors={**_ERASED, 412: "PRECONDITION_FAILED"}),
    Operation("GET", "/notifications/unsubscribe", "none", shape="text", query="token=x", errors=_LINK),
    Operation("POST", "/notifications/unsubscribe", "none", shape="text", query="token=x", errors=_LINK),
    Operation("PUT", "/notifications/muted-titles/{movieId}", "user", 204, "empty", errors=_ERASED),
    Operation("GET", "/notifications/muted-titles", "user", shape="page", query="limit=5",
              members=_of("mediaItemId mutedAt"), empty="the title is unmuted again"),
    Operation("DELETE", "/notifications/muted-titles/{movieId}", "user", 204, "empty", errors=_ERASED),
    Operation("GET", _DELIVERIES, "user", shape="page", query="state=failed&channel=email&limit=5",
              empty=_NOTHING_SENT),
    Operation("GET", f"{_DELIVERIES}/{{noId}}", "user", errors=_MISSING),
    Operation("POST", f"{_DELIVERIES}/{{noId}}/retry", "user", errors=_RETRY),
    Operation("GET", "/admin/notifications/deliveries", "admin", shape="page", query="state=failed&limit=5",
              empty=_NOTHING_SENT),
    Operation("POST", "/admin/notifications/deliveries/{noId}/retry", "admin", errors=_RETRY),
    Operation("GET", _TEMPLATES, "admin", shape="list",
              members=_of("kind category values optionalValues languages")),
    Operation("GET", f"{_TEMPLATES}/{{messageKind}}", "admin", query="language=uk&channel=email",
              members=_of("kind language channel title text short html url values"), errors=_NO_KIND),
    Operation("GET", f"{_TEMPLATES}/{{messageKind}}/mail", "admin", shape="text", errors=_NO_KIND),
    Operation("POST", "/notifications/email/test", "user", 202, errors={**_ERASED, 409: "ADDRESS_NOT_CONFIRMED"}),
    Operation("GET", "/notifications/push-key", "user", members=_of("publicKey"), errors={409: "CHANNEL_UNAVAILABLE"}),
    Operation("POST", f"{_TARGETS}/webpush", "user", 201, body=_BROWSER, members=_TARGET, errors=_ADD),
    Operation("POST", f"{_TARGETS}/sms", "user", 201, body={"number": "+442071234567"}, members=_TARGET,
              errors=_ADD),
    Operation("POST", f"{_TARGETS}/services", "user", 201, body={"url": "ntfys://ntfy.sh/{freeSlug}"}, members=_TARGET,
              errors=_ADD),
    Operation("GET", _TARGETS, "user", shape="page", members=_TARGET),
    Operation("PATCH", f"{_TARGETS}/{{noId}}", "user", body={"enabled": True},
              errors={**_NO_TARGET, 409: "TARGET_NOT_CONFIRMED"}),
    Operation("DELETE", f"{_TARGETS}/{{noId}}", "user", 204, "empty", errors=_NO_TARGET),
    Operation("POST", f"{_TARGETS}/{{noId}}/code", "user", 204, "empty",
              errors={**_NO_TARGET, 409: "CODE_NOT_REQUESTED"}),
    Operation("POST", f"{_TARGETS}/{{noId}}/confirm", "user", 204, "empty", body={"code": "402913"},
              errors={**_NO_TARGET, 409: "CODE_NOT_REQUESTED INVALID_CODE"}),
    Operation("POST", "/notifications/targets/{noId}/test", "user", 202,
              errors={**_ERASED, 404: "DESTINATION_NOT_FOUND"}),
    Operation("GET", f"{_HOOKS}/event-types", "user", shape="array",
              members=_of("name audience meaning filterFields")),
    Operation("POST", _HOOKS, "user", 201, body=_NEW_HOOK, members=_HOOK | {"secret"},
              errors={403: "ACCOUNT_ERASED WEBHOOK_TYPE_RESERVED", 409: "TOO_MANY_WEBHOOKS"}),
    Operation("GET", _HOOKS, "user", shape="page", query="limit=5", members=_HOOK),
    Operation("GET", _ONE_HOOK, "user", errors=_NO_HOOK),
    Operation("PATCH", _ONE_HOOK, "user", body={"enabled": False}, errors=_CHANGE_HOOK),
    Operation("DELETE", _ONE_HOOK, "user", 204, "empty", errors={**_ERASED, **_NO_HOOK}),
    Operation("POST", f"{_ONE_HOOK}/rotate-secret", "user", errors={**_ERASED, **_NO_HOOK}),
    Operation("POST", f"{_ONE_HOOK}/test", "user", 202, errors={**_ERASED, **_NO_HOOK, **_OFF}),
    Operation("POST", f"{_ONE_HOOK}/replay", "user", 202,
              body={"from": "2026-11-20T00:00:00Z", "to": "2026-11-21T00:00:00Z"},
              errors={**_CHANGE_HOOK, 409: "WEBHOOK_DISABLED REPLAY_RUNNING"}),
    Operation("GET", f"{_ONE_HOOK}/replays", "user", query="limit=5", errors=_NO_HOOK),
    Operation("GET", f"{_ONE_HOOK}/deliveries", "user", query="state=failed&limit=5", errors=_NO_HOOK),
    Operation("GET", f"{_ONE_HOOK}/deliveries/{{noId}}", "user", errors=_NO_HOOK_DELIVERY),
    Operation("POST", f"{_ONE_HOOK}/deliveries/{{noId}}/retry", "user", 202,
              errors={**_ERASED, **_NO_HOOK_DELIVERY, **_OFF}),
    Operation("GET", "/admin/notifications/egress", "admin", shape="array"),
    Operation("GET", f"/admin{_ONE_HOOK}/deliveries", "admin", query="state=failed&limit=5", errors=_NO_HOOK),
    Operation("GET", f"/admin{_ONE_HOOK}/deliveries/{{noId}}", "admin", errors=_NO_HOOK_DELIVERY),
)  # fmt: skip
