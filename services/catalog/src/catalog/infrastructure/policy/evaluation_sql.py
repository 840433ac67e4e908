"""The statements that evaluate titles: one per table and batch, rows as one array per column."""

from typing import Final

from sqlalchemy import text

from catalog.infrastructure.policy.rows import FACTS, RUN
from chassis.storage.statements import Statement

SEPARATOR: Final = "\x1f"
"""Between the texts of a list in one array element: `unnest` would flatten an array of arrays."""

# The lock of the rows is incidental. The lock of the table, which `for key share` takes, waits for `LOCK` and keeps it
# waiting, in the order of arrival.
LIVE: Final = Statement(
    """
    select p.version, p.active, cast(p.config as text) as config from policies p
    where p.active or p.previous or exists (
      select from policy_runs r
      where r.policy_version = p.version and r.status in ('running', 'prepared', 'failed')
    )
    order by p.version
    for key share of p
    """
)
LOCK: Final = text("lock table policies in exclusive mode")

SAVE_FACTS: Final = Statement(
    f"""
    insert into title_facts as f
      (media_id, imported, countries, language, ratings, imdb_votes, trakt_votes, providers)
    select media_id, true, string_to_array(countries, :separator), language, string_to_array(ratings, :separator),
           imdb_votes, trakt_votes, string_to_array(providers, :separator)
    from unnest(cast(:media_ids as uuid[]), cast(:countries as text[]), cast(:languages as text[]),
                cast(:ratings as text[]), cast(:imdb_votes as integer[]), cast(:trakt_votes as integer[]),
                cast(:providers as text[]))
      as source (media_id, countries, language, ratings, imdb_votes, trakt_votes, providers)
    on conflict (media_id) do update
    set imported = true, countries = excluded.countries, language = excluded.language, ratings = excluded.ratings,
        imdb_votes = excluded.imdb_votes, trakt_votes = excluded.trakt_votes, providers = excluded.providers
    returning f.media_id, {FACTS}
    """  # noqa: S608 - made of constants
)
SAVE_SCORES: Final = Statement(
    f"""
    insert into title_facts as f (media_id, quality, popularity, freshness)
    select * from unnest(cast(:media_ids as uuid[]), cast(:qualities as double precision[]),
                         cast(:popularities as double precision[]), cast(:freshnesses as double precision[]))
    on conflict (media_id) do update
    set quality = excluded.quality, popularity = excluded.popularity, freshness = excluded.freshness
    returning f.media_id, f.imported, {FACTS}
    """  # noqa: S608 - made of constants
)
SAVE_EVALUATIONS: Final = Statement(
    """
    with source as (
      select version, active, media_id, status, string_to_array(reasons, :separator) as reasons, rule_id, relevance,
             string_to_array(failed_checks, :separator) as failed_checks, neutral_passed, fresh
      from unnest(cast(:versions as integer[]), cast(:actives as boolean[]), cast(:media_ids as uuid[]),
                  cast(:statuses as text[]), cast(:reasons as text[]), cast(:rule_ids as text[]),
                  cast(:relevances as integer[]), cast(:failed_checks as text[]), cast(:neutral_passed as boolean[]),
                  cast(:fresh as boolean[]))
        as source (version, active, media_id, status, reasons, rule_id, relevance, failed_checks, neutral_passed, fresh)
    ), stored as (
      insert into evaluations as e
        (policy_version, media_id, status, reasons, rule_id, relevance, failed_checks, neutral_passed, fresh)
      select version, media_id, status, reasons, rule_id, relevance, failed_checks, neutral_passed, fresh from source
      on conflict (policy_version, media_id) do update
      set status = excluded.status, reasons = excluded.reasons, rule_id = excluded.rule_id,
          relevance = excluded.relevance, failed_checks = excluded.failed_checks,
          neutral_passed = excluded.neutral_passed, fresh = excluded.fresh
      where (e.status, e.reasons, e.rule_id, e.relevance, e.failed_checks, e.neutral_passed, e.fresh)
        is distinct from (excluded.status, excluded.reasons, excluded.rule_id, excluded.relevance,
                          excluded.failed_checks, excluded.neutral_passed, excluded.fresh)
    )
    update media m set eligible = (s.status = 'eligible'), fresh_eligible = s.fresh
    from source s
    where s.active and m.media_id = s.media_id
      and (m.eligible, m.fresh_eligible) is distinct from (s.status = 'eligible', s.fresh)
    """
)
# The row of `media` is the lock of a title: every writer of its facts holds it.
LOCK_TITLES: Final = text(
    f"""
    select m.media_id, {FACTS} from media m left join title_facts f on f.media_id = m.media_id
    where m.title is not null and m.media_id > :after
    order by m.media_id limit :limit
    for no key update of m
    """  # noqa: S608 - made of constants
)
LOCK_UNEVALUATED: Final = text(
    f"""
    select m.media_id, {FACTS} from media m left join title_facts f on f.media_id = m.media_id
    where m.title is not null and m.media_id > :after
      and not exists (select from evaluations e where e.policy_version = :version and e.media_id = m.media_id)
    order by m.media_id limit :limit
    for no key update of m
    """  # noqa: S608 - made of constants
)

CLAIM_RUN: Final = text(
    f"""
    update policy_runs r set lease_id = :lease_id, lease_until = :until
    from policies p
    where p.version = r.policy_version and r.run_id = (
      select run_id from policy_runs
      where status = 'running' and (lease_until is null or lease_until <= :now)
      order by started_at, run_id limit 1
      for update skip locked
    )
    returning {RUN}
    """  # noqa: S608 - made of constants
)
RENEW_LEASE: Final = text(
    """
    update policy_runs set lease_until = :until
    where run_id = :run_id and lease_id = :lease_id and status = 'running'
    returning policy_version, position, batch_size
    """
)
ADVANCE_RUN: Final = text(
    """
    update policy_runs
    set position = :position, processed = processed + :processed, eligible = eligible + :eligible,
        ineligible = ineligible + :ineligible, pending = pending + :pending, errors = errors + :errors,
        error_sample = jsonb_path_query_array(error_sample || cast(:error_sample as jsonb), '$[last - 9 to last]'),
        attempts = 0
    where run_id = :run_id
    """
)
FINISH_RUN: Final = text(
    """
    update policy_runs set status = 'prepared', finished_at = :now, lease_id = null, lease_until = null
    where run_id = :run_id
    """
)
FAIL_RUN: Final = text(
    """
    update policy_runs
    set attempts = attempts + 1, lease_id = null, lease_until = :retry_at,
        status = case when attempts + 1 >= :most_attempts then 'failed' else status end
    where run_id = :run_id and lease_id = :lease_id and status = 'running'
    """
)
DELETE_STALE: Final = text(
    """
    delete from evaluations where ctid = any(array(
      select ctid from evaluations where policy_version <> all(cast(:versions as integer[])) limit :limit
    ))
    """
)
