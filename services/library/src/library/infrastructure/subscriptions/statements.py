"""The statements that trigger and end the subscriptions of any number of users."""

from typing import Final

from chassis.storage.statements import Statement

CONCERNED: Final = Statement(
    """
    with item as (
      select * from unnest(
        cast(:positions as integer[]), cast(:media_ids as uuid[]), cast(:triggers as text[]), cast(:keys as text[]),
        cast(:until as timestamptz[]), cast(:regions as text[]), cast(:other_regions as text[]),
        cast(:providers as integer[]), cast(:days as date[]), cast(:ends as boolean[])
      ) as item (position, media_id, trigger, key, until, region, other_regions, provider_id, day, ends)
    ),
    zone as (
      select * from unnest(cast(:zones as text[]), cast(:todays as date[])) as zone (name, today)
    ),
    -- The lock keeps a subscription from being deleted with its user until its occurrence is written.
    concerned as (
      select s.subscription_id, s.user_id, s.trigger, item.position, item.key, item.trigger as published, t.name, t.slug
      from item
      join subscriptions s on s.media_id = item.media_id and s.active
        and (s.trigger = item.trigger or item.ends and s.trigger in ('new_season', 'new_episode'))
      left join users u on u.user_id = s.user_id
      left join zone on zone.name = u.time_zone
      left join titles t on t.media_id = item.media_id
      where s.subscribed_at <= item.until
        and (item.region is null or item.region = coalesce(s.region, u.region, :default_region))
        and not coalesce(s.region, u.region, :default_region) = any(string_to_array(item.other_regions, ','))
        and (item.provider_id is null or s.provider_ids is null or item.provider_id = any(s.provider_ids))
        and (item.day is null or item.day <= coalesce(zone.today, cast(:today as date)))
      order by s.user_id, s.subscription_id
      for key share of s
    )
    -- The end of a show concerns several subscriptions of one user, and is reported once.
    select distinct on (position, user_id) subscription_id, user_id, position, key, name, slug
    from concerned order by position, user_id, trigger = published desc, trigger
    """
)
"""Return the subscriptions that occurrences concern, whether they were triggered by them before or not."""

RECORD: Final = Statement(
    """
    insert into subscription_occurrences (subscription_id, occurrence, user_id, triggered_at)
    select item.subscription_id, item.occurrence, item.user_id, :now
    from unnest(cast(:subscription_ids as uuid[]), cast(:occurrences as text[]), cast(:user_ids as uuid[]))
      as item (subscription_id, occurrence, user_id)
    order by item.subscription_id, item.occurrence
    on conflict do nothing
    returning subscription_id, occurrence
    """
)
"""Record the occurrences of subscriptions, in an order that avoids deadlocks; return those that are new."""

END: Final = Statement(
    """
    update subscriptions s set active = false, updated_at = greatest(s.updated_at, :now)
    from unnest(cast(:media_ids as uuid[]), cast(:until as timestamptz[])) as item (media_id, until)
    where s.media_id = item.media_id and s.active and s.trigger in ('new_season', 'new_episode')
      and s.subscribed_at <= item.until
    """
)
"""End the subscriptions to seasons and episodes of shows, if they were made before the end."""

DROP_MOVED: Final = Statement(
    """
    delete from subscriptions s where s.media_id = :merged and exists (
      select 1 from subscriptions kept
      where kept.user_id = s.user_id and kept.media_id = :successor and kept.trigger = s.trigger
    )
    """
)
"""Delete the subscriptions to a merged title of users who have the same for the successor."""

MOVE: Final = Statement("update subscriptions set media_id = :successor where media_id = :merged")
"""Move the subscriptions to a merged title to the successor."""

DUE: Final = Statement(
    """
    select d.subject_id, d.part, d.version, d.media_id, d.kind, d.tmdb_id, d.cause_id, cast(d.dates as text) as dates
    from upcoming_dates d
    where d.days && cast(:days as date[])
      and exists (
        select 1 from subscriptions s
        where s.media_id = d.media_id and s.active and s.trigger in ('release', 'new_season', 'new_episode')
      )
      -- A newer version without such dates is not stored here.
      and not exists (
        select 1 from season_parts p where p.season_id = d.subject_id and p.version > d.version
      )
      and not exists (
        select 1 from titles t where t.media_id = d.subject_id and t.facts_version > d.version
      )
    order by d.subject_id, d.part
    """
)
"""Return the dates on some days of titles with subscriptions."""
