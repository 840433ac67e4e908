"""The statement that claims jobs. Its cost does not depend on how many jobs wait or are deferred."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ARRAY, Integer, Text, bindparam, text

from chassis.storage.statements import Statement
from jobs.postgres.tables import CLAIM_LOCK
from jobs.registry import JobRegistry

# Claims are made one at a time, since each counts what runs to stay within the limits. A statement of its own: the next
# one must see what the last claim has committed.
LOCK: Final = text(f"select from locks where name = '{CLAIM_LOCK}' for update")

# The oldest jobs of each kind and priority are found by the index, whatever else waits or is deferred; the most urgent
# of them are taken, the kinds in turn by how many of each run already. Each step is materialized: a planner that still
# believes the table to be empty would find the candidates again for every job there is, which took 0.8 s per claim. For
# the same reason the chosen ones are looked up by their id alone: `|| ''` keeps the index of all queued jobs out of it.
CLAIM: Final = text(
    """
    with running as materialized (
      select kind, count(*) as held from jobs where status = 'processing' group by kind
    ), candidates as materialized (
      select picked.id, picked.run_at, kinds.kind, kinds.cap, coalesce(running.held, 0) as held,
             case when level.priority = 0 then 0
                  else greatest(1, level.priority
                       - floor(extract(epoch from statement_timestamp() - picked.run_at) / :aging)::int) end as urgency
      from unnest(cast(:kinds as text[]), cast(:caps as int[])) as kinds(kind, cap)
      left join running using (kind)
      cross join unnest(cast(:priorities as int[])) as level(priority)
      cross join lateral (
        select id, run_at from jobs
        where status = 'queued' and jobs.kind = kinds.kind and jobs.priority = level.priority
          and run_at <= statement_timestamp()
        order by run_at limit :free * 2
      ) as picked
      where coalesce(running.held, 0) < kinds.cap
    ), ranked as materialized (
      select id, run_at, cap, urgency,
             row_number() over (partition by kind order by urgency, run_at) + held as turn
      from candidates
    ), free as materialized (
      select id from jobs
      where id = any(array(select id from ranked where turn <= cap order by urgency, turn, run_at limit :free))
        and status || '' = 'queued'
      for update skip locked
    )
    update jobs
    set status = 'processing', lease = gen_random_uuid(), leased_until = clock_timestamp() + :lease,
        updated_at = clock_timestamp()
    where id = any(array(select id from free))
    returning jobs.*
    """
)

# Found by the index, as the candidates of a claim are. A worker without work reads this before it claims.
DUE: Final = Statement(
    text(
        """
        select exists (
          select from unnest(:kinds) as kinds(kind) cross join unnest(:priorities) as level(priority)
          cross join lateral (
            select from jobs
            where status = 'queued' and jobs.kind = kinds.kind and jobs.priority = level.priority
              and run_at <= statement_timestamp()
            limit 1
          ) as first
        ) as are_due
        """
    ).bindparams(bindparam("kinds", type_=ARRAY(Text)), bindparam("priorities", type_=ARRAY(Integer)))
)


def claim_values(registry: JobRegistry, free: int, lease: timedelta) -> dict[str, Any]:
    """Return the parameters of CLAIM for up to `free` jobs."""
    return {
        "free": free,
        "lease": lease,
        "aging": int(registry.aging.total_seconds()),
        "kinds": list(registry.limits),
        "caps": list(registry.limits.values()),
        "priorities": list(registry.priorities),
    }
