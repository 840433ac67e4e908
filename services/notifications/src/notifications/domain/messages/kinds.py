"""The kinds of messages. A new kind is added here, and its texts to every language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from typing import Final, Literal

Category = Literal["account", "titles", "people", "imports", "sources", "operations", "service"]
"""What a kind is about: a user's account, titles they follow, other users, their imports, their media sources, the
installation, this service itself."""


class Priority(IntEnum):
    """The order of deliveries that are due: lower values go first."""

    CODE = 0
    """A user is waiting for it at the screen."""
    SECURITY = 1
    NORMAL = 2
    DIGEST = 3


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of messages."""

    name: str
    category: Category
    priority: Priority
    values: tuple[str, ...] = ()
    """The values that every text of this kind may use; an occurrence without one of them is invalid."""
    optional: tuple[str, ...] = ()
    """Values that may be missing or null."""
    choosable: bool = True
    """Whether users choose channels and times; otherwise the event names the one address that it goes to."""
    in_inbox: bool = True
    """Whether it appears in the inbox; a code does not."""
    lifetime: timedelta = timedelta(days=7)
    """After this time it is not worth delivering any more."""
    administrators_only: bool = False
    has_lead_time: bool = False
    """Whether users can hear of it before it happens."""


def _account(
    name: str,
    priority: Priority = Priority.SECURITY,
    shown: tuple[str, ...] = (),
    *,
    in_inbox: bool = True,
    hours: int = 48,
) -> Kind:
    """Return a kind that auth requests: its values are what the event carries, of which the inbox shows some."""
    lifetime = timedelta(hours=hours)
    return Kind(name, "account", priority, (), shown, choosable=False, in_inbox=in_inbox, lifetime=lifetime)


_TITLE: Final = ("title", "slug", "media_kind")

_ALL: Final = (
    _account("email_confirmation", Priority.CODE, in_inbox=False, hours=1),
    _account("phone_confirmation", Priority.CODE, in_inbox=False, hours=1),
    _account("password_reset", Priority.CODE, in_inbox=False, hours=1),
    _account("sign_in_code", Priority.CODE, in_inbox=False, hours=1),
    _account("invitation", Priority.SECURITY, in_inbox=False),
    _account("account_deleted", in_inbox=False),
    _account("email_changed"),
    _account("password_changed"),
    _account("new_device", shown=("device", "network", "at")),
    _account("second_factor_added", shown=("factor",)),
    _account("second_factor_removed", shown=("factor",)),
    _account("identity_linked", shown=("provider",)),
    Kind("payment_failed", "account", Priority.NORMAL, ("plan",), ("until",)),
    Kind("payment_overdue", "account", Priority.NORMAL, ("plan",), ("until",)),
    Kind("plan_expired", "account", Priority.NORMAL, ("plan",), ("until",)),
    Kind("plan_canceled", "account", Priority.NORMAL, ("plan",), ("until",)),
    Kind("plan_active_again", "account", Priority.NORMAL, ("plan",), ("until",)),
    Kind("release", "titles", Priority.NORMAL, _TITLE, ("date", "date_before", "date_name", "is_out")),
    Kind(
        "new_season",
        "titles",
        Priority.NORMAL,
        (*_TITLE, "season"),
        ("date", "has_begun", "airs_at", "is_upcoming"),
        has_lead_time=True,
    ),
    Kind(
        "new_episode",
        "titles",
        Priority.NORMAL,
        (*_TITLE, "season"),
        ("episode", "episode_title", "airs_at", "date", "is_upcoming"),
        has_lead_time=True,
    ),
    Kind("on_streaming", "titles", Priority.NORMAL, (*_TITLE, "provider"), ("region",)),
    Kind("status_changed", "titles", Priority.NORMAL, (*_TITLE, "status_after"), ("status_before",)),
    Kind("rising", "titles", Priority.NORMAL, _TITLE, ("window_days",)),
    # Without a name: what the other user is called is shown where it may be seen.
    Kind("friend_requested", "people", Priority.NORMAL),
    Kind("friend_accepted", "people", Priority.NORMAL),
    Kind("follow_requested", "people", Priority.NORMAL),
    Kind("follow_accepted", "people", Priority.NORMAL),
    # Without what was written: its author finds it among the own reviews and comments.
    Kind("contribution_moderated", "account", Priority.NORMAL, ("target_kind", "verdict"), ("until",)),
    Kind(
        "import_finished",
        "imports",
        Priority.NORMAL,
        optional=("job_kind", "done", "total", "title", "slug", "media_kind"),
    ),
    Kind(
        "import_failed",
        "imports",
        Priority.NORMAL,
        optional=("job_kind", "reason", "reason_code", "done", "total", "title"),
    ),
    Kind("file_import_finished", "imports", Priority.NORMAL, ("committed", "left_out"), ("source",)),
    Kind("file_import_failed", "imports", Priority.NORMAL, optional=("source", "error_code")),
    Kind(
        "media_source_degraded", "sources", Priority.NORMAL, ("name", "source_id", "reason", "reason_code"), ("until",)
    ),
    Kind("media_source_recovered", "sources", Priority.NORMAL, ("name", "source_id", "minutes")),
    Kind(
        "source_degraded",
        "operations",
        Priority.SECURITY,
        ("source", "health", "reason"),
        ("reason_code", "until"),
        administrators_only=True,
    ),
    Kind("source_recovered", "operations", Priority.NORMAL, ("source", "minutes"), administrators_only=True),
    Kind("target_disabled", "service", Priority.SECURITY, ("target", "channel", "reason")),
    Kind("address_disabled", "service", Priority.SECURITY, ("reason",)),
    Kind("webhook_disabled", "service", Priority.SECURITY, ("endpoint", "reason")),
    Kind("test", "service", Priority.CODE, choosable=False, in_inbox=False, lifetime=timedelta(hours=1)),
    Kind("digest", "service", Priority.DIGEST, choosable=False, in_inbox=False, lifetime=timedelta(days=2)),
)

KINDS: Final[Mapping[str, Kind]] = {kind.name: kind for kind in _ALL}
"""Every kind by its name."""
