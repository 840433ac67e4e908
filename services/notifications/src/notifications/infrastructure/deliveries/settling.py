"""The statements that change claimed deliveries: any number of them in one round trip, each only while it is held."""

from typing import Final

from sqlalchemy import ARRAY, BigInteger, Boolean, DateTime, SmallInteger, Text, Uuid, bindparam, text

from chassis.storage.statements import Statement

_IDS: Final = bindparam("delivery_ids", type_=ARRAY(Uuid))
_CLAIMS: Final = bindparam("claims", type_=ARRAY(Uuid))
_MOMENTS: Final = ARRAY(DateTime(timezone=True))
_ENDED: Final = (
    "delivery_id, deliveries.user_id, deliveries.kind, deliveries.channel, deliveries.state, deliveries.attempts, "
    "deliveries.created_at, deliveries.ended_at, deliveries.notification_id, deliveries.target_id, "
    "deliveries.error_code"
)

MARK: Final = Statement(
    text(
        """
        update deliveries set state = 'sending', claimed_until = item.until
        from unnest(:delivery_ids, :claims, :until) as item (delivery_id, claim, until)
        where deliveries.delivery_id = item.delivery_id and deliveries.claim = item.claim
          and state in ('pending', 'sending')
        returning deliveries.delivery_id
        """
    ).bindparams(_IDS, _CLAIMS, bindparam("until", type_=_MOMENTS))
)

SETTLE: Final = Statement(
    text(
        f"""
        with item as (
          select * from unnest(
            :delivery_ids, :claims, :states, :attempts, :attempted, :due_ats, :ats, :ended, :codes, :details,
            :references
          ) as item (
            delivery_id, claim, state, attempts, attempted, due_at, at, ended, code, detail, reference
          )
        ), settled as (
          update deliveries set
            state = item.state, attempts = item.attempts, due_at = coalesce(item.due_at, deliveries.due_at),
            ended_at = case when item.ended then item.at end, claim = null, claimed_until = null,
            sealed = case when not item.ended then deliveries.sealed end,
            error_code = item.code, error_detail = item.detail, reference = item.reference
          from item
          where deliveries.delivery_id = item.delivery_id and deliveries.claim = item.claim
            and deliveries.state in ('pending', 'sending')
          returning deliveries.{_ENDED}
        ), failed as (
          insert into delivery_attempts (delivery_id, attempt, user_id, failed_at, error_code, error_detail)
          select item.delivery_id, 1 + coalesce(
              (select max(attempt) from delivery_attempts where delivery_id = item.delivery_id), 0
            ), settled.user_id, item.at, item.code, coalesce(item.detail, '')
          from item join settled using (delivery_id)
          where item.code is not null and item.attempted
        )
        select * from settled
        """  # noqa: S608 - names of our own columns
    ).bindparams(
        _IDS,
        _CLAIMS,
        bindparam("states", type_=ARRAY(Text)),
        bindparam("attempts", type_=ARRAY(SmallInteger)),
        bindparam("attempted", type_=ARRAY(Boolean)),
        bindparam("due_ats", type_=_MOMENTS),
        bindparam("ats", type_=_MOMENTS),
        bindparam("ended", type_=ARRAY(Boolean)),
        bindparam("codes", type_=ARRAY(Text)),
        bindparam("details", type_=ARRAY(Text)),
        bindparam("references", type_=ARRAY(Text)),
    )
)

END_ITEMS: Final = Statement(
    text(
        f"""
        update deliveries set state = digest.state, ended_at = digest.ended_at, error_code = digest.error_code
        from deliveries as digest
        where deliveries.digest_id = any(:digest_ids) and digest.delivery_id = deliveries.digest_id
          and deliveries.ended_at is null
        returning deliveries.{_ENDED}
        """  # noqa: S608 - names of our own columns
    ).bindparams(bindparam("digest_ids", type_=ARRAY(Uuid)))
)

REACHED: Final = Statement(
    text(
        """
        update targets set last_delivered_at = :at
        where target_id = any(array(
          select target_id from targets where target_id = any(:target_ids) order by target_id for update
        ))
        """
    ).bindparams(bindparam("target_ids", type_=ARRAY(Uuid)), bindparam("at", type_=DateTime(timezone=True)))
)

DISABLE_ADDRESSES: Final = Statement(
    text(
        """
        update users set email_refused_at = :at, email_refused_reason = item.reason
        from unnest(:user_ids, :versions, :reasons) as item (user_id, version, reason)
        where users.user_id = item.user_id and users.contact_version = item.version
          and email_refused_at is null and erased_at is null
        returning users.user_id, item.version, item.reason
        """
    ).bindparams(
        bindparam("user_ids", type_=ARRAY(Uuid)),
        bindparam("versions", type_=ARRAY(BigInteger)),
        bindparam("reasons", type_=ARRAY(Text)),
        bindparam("at", type_=DateTime(timezone=True)),
    )
)

DISABLE: Final = Statement(
    text(
        """
        update targets set disabled_at = :at, disabled_reason = item.reason
        from unnest(:target_ids, :reasons) as item (target_id, reason)
        where targets.target_id = item.target_id and disabled_at is null
        returning targets.target_id, targets.user_id, targets.channel, targets.name
        """
    ).bindparams(
        bindparam("target_ids", type_=ARRAY(Uuid)),
        bindparam("reasons", type_=ARRAY(Text)),
        bindparam("at", type_=DateTime(timezone=True)),
    )
)
