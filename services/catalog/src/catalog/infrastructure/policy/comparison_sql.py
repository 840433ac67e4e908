"""The statements that compare two versions, and those that choose the titles of a dry run."""

from functools import lru_cache
from typing import Final

from sqlalchemy import text

from catalog.application.policy.models import DryRunMode
from catalog.infrastructure.policy.rows import FACTS
from chassis.storage.reads import CompiledRead

NOT_EVALUATED: Final = "NOT_EVALUATED"
"""The reason of a title that the version has not evaluated."""

_PAIRS: Final = """
from media m
left join evaluations o on o.policy_version = :base_version and o.media_id = m.media_id
left join evaluations n on n.policy_version = :version and n.media_id = m.media_id
cross join lateral (
  select coalesce(o.status = 'eligible', false) as before, coalesce(n.status = 'eligible', false) as after
) listed
where m.title is not null and m.gone_at is null
"""
COUNTS: Final = CompiledRead(
    text(
        f"""
        select count(*) filter (where before and not after) as regressions,
               count(*) filter (where after and not before) as improvements,
               count(*) filter (where before and after) as unchanged,
               count(*) filter (where not before and not after) as still_ineligible
        {_PAIRS}
        """
    )
)
REASONS: Final = CompiledRead(
    text(
        f"""
        select after, reason, count(*) as count
        from (
          select after, unnest(coalesce(n.reasons, array['{NOT_EVALUATED}'])) as reason {_PAIRS} and before <> after
        ) changed
        group by after, reason order by count desc, reason
        """  # noqa: S608 - made of constants
    )
)
SAMPLES: Final = CompiledRead(
    text(
        f"""
        select m.media_id, m.title, coalesce(n.reasons, array['{NOT_EVALUATED}']) as reasons {_PAIRS}
          and before <> after and after = :improved
        order by m.popularity_score desc nulls last, m.media_id limit :sample_size
        """
    )
)

_SOURCES: Final[dict[DryRunMode, str]] = {
    "sample": "media m tablesample bernoulli (cast(:percent as real))",
    "top": "media m",
    "byType": "media m",
    "byCountry": "media m",
}


@lru_cache(maxsize=16)
def candidates(mode: DryRunMode, *, of_kind: bool, of_country: bool) -> CompiledRead:
    """Return the statement of the titles of a dry run, the most popular first, except for a sample."""
    conditions = ["m.title is not null", "m.gone_at is null"]
    if of_kind:
        conditions.append("m.kind = :kind")
    if of_country:
        conditions.append(":country = any(f.countries)")
    order = "" if mode == "sample" else "order by m.popularity_score desc nulls last, m.media_id"
    return CompiledRead(
        text(
            f"""
            select m.media_id, m.title, e.status as current, {FACTS}
            from {_SOURCES[mode]}
            left join title_facts f on f.media_id = m.media_id
            left join evaluations e on e.media_id = m.media_id
              and e.policy_version = (select version from policies where active)
            where {" and ".join(conditions)}
            {order} limit :limit
            """  # noqa: S608 - made of constants
        )
    )
