"""The statements of the queue. Their cost does not depend on how many deliveries wait or are deferred."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ARRAY, DateTime, Interval, SmallInteger, Text, Uuid, bindparam, text
from sqlalchemy.sql.elements import BindParameter

from chassis.storage.statements import Statement
from notifications.domain.messages.kinds import Priority

URGENT: Final = (Priority.CODE, Priority.SECURITY)
ORDINARY: Final = (Priority.NORMAL, Priority.DIGEST)

# The oldest deliveries of each priority are found by the index; the first of each subject is taken. A subject whose
# rate is used up, or which is busy, takes no place from others.
_CANDIDATES: Final = """
    candidate as materialized (
      select waiting.* from unnest(:priorities) as level (priority)
      cross join lateral (
        select delivery_id, coalesce(target_id, user_id) as subject_id, user_id, deliveries.priority, due_at
        from deliveries
        where state = 'pending' and channel = :channel and deliveries.priority = level.priority and due_at <= :now
          and (claimed_until is null or claimed_until <= :now)
          and coalesce(target_id, user_id) <> all(:busy) {within_rate}
        order by due_at limit :candidates for update of deliveries skip locked
      ) as waiting
    ), chosen as materialized (
      select * from (
        select distinct on (subject_id) * from candidate order by subject_id, priority, due_at
      ) as first order by priority, due_at limit :most
    )"""
_WITHIN_RATE: Final = """
          and not exists (
            select from delivery_rates as rate
            where rate.channel = :channel and rate.subject_id = coalesce(target_id, deliveries.user_id)
              and rate.free_at > :now
          )"""
# Generic cell rate algorithm: `free_at` is when the subject may have another message. The row is the lock that makes
# the rate exact over all replicas.
_ADMITTED: Final = """
    admitted as (
      insert into delivery_rates as rate (channel, subject_id, user_id, free_at)
      select :channel, subject_id, user_id, :full_since + :interval from chosen order by subject_id
      on conflict (channel, subject_id) do update set free_at = greatest(rate.free_at, :full_since) + :interval
      where rate.free_at <= :now
      returning subject_id
    )"""
_UNLIMITED: Final = """
    admitted as (select subject_id from chosen)"""
_CLAIMED: Final = """
    claimed as (
      update deliveries set claim = :claim, claimed_until = :until
      from chosen join admitted using (subject_id) where deliveries.delivery_id = chosen.delivery_id
      returning deliveries.*
    )
    select claimed.delivery_id, claimed.user_id, claimed.kind, claimed.channel, claimed.priority, claimed.attempts,
      claimed.expires_at, claimed.target_id, claimed.sealed, claimed.due_at, claimed.notification_id,
      claimed.origin,
      coalesce(claimed.language, users.language) as language, users.time_zone, users.sealed_email,
      users.contact_version, users.email_refused_at, users.erased_at,
      notifications.values, notifications.occurred_at, targets.sealed_address, targets.disabled_at
    from claimed
    left join users using (user_id)
    left join notifications on notifications.notification_id = claimed.notification_id
    left join targets on targets.target_id = claimed.target_id
    order by claimed.priority, claimed.due_at, claimed.delivery_id"""


def _moment(name: str) -> BindParameter[datetime]:
    return bindparam(name, type_=DateTime(timezone=True))


_COMMON: Final = (
    bindparam("priorities", type_=ARRAY(SmallInteger)),
    bindparam("channel", type_=Text),
    bindparam("busy", type_=ARRAY(Uuid)),
    bindparam("claim", type_=Uuid),
    _moment("now"),
    _moment("until"),
)

CLAIM: Final = Statement(
    text(f"with {_CANDIDATES.format(within_rate=_WITHIN_RATE)}, {_ADMITTED}, {_CLAIMED}").bindparams(
        *_COMMON, _moment("full_since"), bindparam("interval", type_=Interval)
    )
)
CLAIM_URGENT: Final = Statement(
    text(f"with {_CANDIDATES.format(within_rate='')}, {_UNLIMITED}, {_CLAIMED}").bindparams(*_COMMON)
)

NEXT_DUE: Final = Statement(
    text(
        """
        select min(at) as at from (
          select first.due_at as at from unnest(:priorities) as level (priority)
          cross join lateral (
            select due_at from deliveries
            where state = 'pending' and channel = :channel and deliveries.priority = level.priority and due_at > :now
            order by due_at limit 1
          ) as first
          union all
          select min(claimed_until) from deliveries where claimed_until > :now and channel = :channel
          union all
          select min(free_at) from delivery_rates where channel = :channel and free_at > :now
        ) as times
        """
    ).bindparams(bindparam("priorities", type_=ARRAY(SmallInteger)), bindparam("channel", type_=Text), _moment("now"))
)

DIGEST_ITEMS: Final = Statement(
    text(
        """
        select deliveries.digest_id, notifications.kind, notifications.values, notifications.media_id,
          notifications.occurred_at
        from deliveries join notifications using (notification_id)
        where deliveries.digest_id = any(:digest_ids)
        order by deliveries.digest_id, notifications.occurred_at, notifications.notification_id
        """
    ).bindparams(bindparam("digest_ids", type_=ARRAY(Uuid)))
)

ABANDONED: Final = Statement(
    text(
        """
        select delivery_id, user_id, kind, channel, priority, attempts, created_at, expires_at, notification_id,
          target_id, claim
        from deliveries
        where state = 'sending' and channel = :channel and claimed_until <= :now and delivery_id <> all(:spared)
          and priority = any(:priorities)
        order by delivery_id limit 500 for update skip locked
        """
    ).bindparams(
        bindparam("channel", type_=Text),
        bindparam("spared", type_=ARRAY(Uuid)),
        bindparam("priorities", type_=ARRAY(SmallInteger)),
        _moment("now"),
    )
)

RELEASE: Final = Statement(
    text(
        """
        update deliveries set claim = null, claimed_until = null
        from unnest(:delivery_ids, :claims) as item (delivery_id, claim)
        where deliveries.delivery_id = item.delivery_id and deliveries.claim = item.claim and state = 'pending'
        """
    ).bindparams(bindparam("delivery_ids", type_=ARRAY(Uuid)), bindparam("claims", type_=ARRAY(Uuid)))
)


def interval_of(per_minute: int) -> timedelta:
    """Return the time between two messages of a subject at the highest lasting rate."""
    return timedelta(minutes=1) / per_minute
