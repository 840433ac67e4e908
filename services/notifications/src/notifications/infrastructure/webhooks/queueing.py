"""The statements of the queue of webhooks.

An endpoint is claimed, not a delivery: so each is called once at a time over all processes, and its row says when it
has something to send. The cost of a claim does not depend on how many deliveries wait.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import ARRAY, Boolean, DateTime, Integer, Text, Uuid, bindparam, text
from sqlalchemy.sql.elements import BindParameter

from chassis.storage.statements import Statement


def _moment(name: str) -> BindParameter[datetime]:
    return bindparam(name, type_=DateTime(timezone=True))


_IDS: Final = bindparam("endpoint_ids", type_=ARRAY(Uuid))

CLAIM: Final = Statement(
    text(
        """
        with ready as materialized (
          select endpoint_id from webhook_endpoints
          where disabled_at is null and due_at <= :now and endpoint_id <> all(:busy)
          order by due_at limit :most for no key update skip locked
        ), claimed as (
          update webhook_endpoints as endpoint set claim = :claim, due_at = :until
          from ready where endpoint.endpoint_id = ready.endpoint_id
          returning endpoint.*
        )
        select claimed.*, delivery.delivery_id, delivery.event_id, delivery.event_type, delivery.occurred_at,
          delivery.attempts, delivery.expires_at, delivery.origin, event.data
        from claimed
        left join lateral (
          select * from webhook_deliveries as due
          where due.endpoint_id = claimed.endpoint_id and due.state = 'pending' and due.due_at <= :now
          order by due.due_at limit 1
        ) as delivery on true
        left join webhook_events as event
          on event.occurred_at = delivery.occurred_at and event.event_id = delivery.event_id
        """
    ).bindparams(
        _moment("now"),
        _moment("until"),
        bindparam("busy", type_=ARRAY(Uuid)),
        bindparam("most", type_=Integer),
        bindparam("claim", type_=Uuid),
    )
)

NEXT_DUE: Final = Statement(
    text("select min(due_at) as at from webhook_endpoints where disabled_at is null and due_at is not null")
)

HOLD: Final = Statement(
    text(
        """
        select failures from webhook_endpoints where endpoint_id = :endpoint_id and claim = :claim
        for no key update
        """
    ).bindparams(bindparam("endpoint_id", type_=Uuid), bindparam("claim", type_=Uuid))
)

SETTLE: Final = Statement(
    text(
        """
        update webhook_deliveries set
          state = :state, due_at = coalesce(:due_at, due_at), attempts = attempts + :attempted,
          ended_at = case when :state = 'pending' then null else :at end, error_code = :code, error_detail = :detail
        where delivery_id = :delivery_id and state = 'pending'
        returning *
        """
    ).bindparams(
        bindparam("state", type_=Text),
        bindparam("attempted", type_=Integer),
        bindparam("code", type_=Text),
        bindparam("detail", type_=Text),
        bindparam("delivery_id", type_=Uuid),
        _moment("due_at"),
        _moment("at"),
    )
)

ADD_ATTEMPT: Final = Statement(
    text(
        """
        insert into webhook_attempts (
          delivery_id, attempt, user_id, attempted_at, milliseconds, request_headers, status, response_headers,
          response_body, is_cut, error_code, error_detail
        )
        select :delivery_id, 1 + coalesce(
            (select max(attempt) from webhook_attempts where delivery_id = :delivery_id), 0
          ), :user_id, :at, :milliseconds, cast(:request_headers as jsonb), :status,
          cast(:response_headers as jsonb), :response_body, :is_cut, :code, :detail
        from webhook_deliveries where delivery_id = :delivery_id
        """
    ).bindparams(
        bindparam("delivery_id", type_=Uuid),
        bindparam("user_id", type_=Uuid),
        bindparam("milliseconds", type_=Integer),
        bindparam("status", type_=Integer),
        bindparam("request_headers", type_=Text),
        bindparam("response_headers", type_=Text),
        bindparam("response_body", type_=Text),
        bindparam("is_cut", type_=Boolean),
        bindparam("code", type_=Text),
        bindparam("detail", type_=Text),
        _moment("at"),
    )
)

# An endpoint for which nothing waits is not due at all.
RELEASE: Final = Statement(
    text(
        """
        update webhook_endpoints as endpoint
        set claim = null, due_at = (
          select greatest(waiting.due_at, endpoint.free_at) from webhook_deliveries as waiting
          where waiting.endpoint_id = endpoint.endpoint_id and waiting.state = 'pending'
          order by waiting.due_at limit 1
        )
        where endpoint_id = :endpoint_id and claim = :claim
        """
    ).bindparams(bindparam("endpoint_id", type_=Uuid), bindparam("claim", type_=Uuid))
)

CANCEL: Final = Statement(
    text(
        """
        update webhook_deliveries set state = 'cancelled', ended_at = :at, error_code = 'webhook_disabled'
        where endpoint_id = :endpoint_id and state = 'pending'
        returning *
        """
    ).bindparams(bindparam("endpoint_id", type_=Uuid), _moment("at"))
)

# Endpoints in hand get their due time when they are released. Locked in the order of ids, so that two transactions
# cannot deadlock.
SCHEDULE: Final = Statement(
    text(
        """
        update webhook_endpoints as endpoint
        set due_at = greatest(least(coalesce(endpoint.due_at, :due_at), :due_at), endpoint.free_at)
        from (
          select endpoint_id from webhook_endpoints where endpoint_id = any(:endpoint_ids)
          order by endpoint_id for no key update
        ) as locked
        where endpoint.endpoint_id = locked.endpoint_id and endpoint.claim is null
        """
    ).bindparams(_IDS, _moment("due_at"))
)

REPEAT: Final = Statement(
    text(
        """
        update webhook_deliveries set state = 'pending', due_at = :due_at, ended_at = null,
          expires_at = greatest(expires_at, :expires_at),
          attempts = case when state = 'pending' then attempts else 0 end
        where endpoint_id = :endpoint_id and delivery_id = :delivery_id
        returning delivery_id
        """
    ).bindparams(
        bindparam("endpoint_id", type_=Uuid),
        bindparam("delivery_id", type_=Uuid),
        _moment("due_at"),
        _moment("expires_at"),
    )
)

LISTENERS: Final = Statement(
    text(
        """
        select endpoint_id, endpoint.user_id, event_types, filters, created_at, users.is_administrator
        from webhook_endpoints as endpoint left join users on users.user_id = endpoint.user_id
        where disabled_at is null and event_types && :types
          and (event_types && :shared or endpoint.user_id = any(:user_ids))
        order by endpoint_id for key share of endpoint
        """
    ).bindparams(
        bindparam("types", type_=ARRAY(Text)),
        bindparam("shared", type_=ARRAY(Text)),
        bindparam("user_ids", type_=ARRAY(Uuid)),
    )
)

LISTENER: Final = Statement(
    text(
        """
        select endpoint_id, endpoint.user_id, event_types, filters, created_at, users.is_administrator
        from webhook_endpoints as endpoint left join users on users.user_id = endpoint.user_id
        where disabled_at is null and endpoint_id = :endpoint_id for key share of endpoint
        """
    ).bindparams(bindparam("endpoint_id", type_=Uuid))
)

NEXT_REPLAY: Final = Statement(
    text(
        """
        select * from webhook_replays as replay where finished_at is null and (
          select count(*) from (
            select from webhook_deliveries
            where endpoint_id = replay.endpoint_id and state = 'pending' limit :most_waiting
          ) as waiting
        ) < :most_waiting
        order by scanned, replay_id limit 1 for no key update skip locked
        """
    ).bindparams(bindparam("most_waiting", type_=Integer))
)

EVENTS_AFTER: Final = Statement(
    text(
        """
        select * from webhook_events
        where (occurred_at, event_id) > (:position_at, :position_id)
          and occurred_at >= :position_at and occurred_at < :ends_at
          and type = any(:types) and (user_id is null or user_id = :user_id)
        order by occurred_at, event_id limit :most
        """
    ).bindparams(
        _moment("position_at"),
        _moment("ends_at"),
        bindparam("position_id", type_=Uuid),
        bindparam("user_id", type_=Uuid),
        bindparam("types", type_=ARRAY(Text)),
        bindparam("most", type_=Integer),
    )
)
