"""Recording dated facts and outages from events; batches may be repeated and in any order."""

from collections.abc import Iterable, Sequence

from insights.application.reasons.ports import ReasonWork
from insights.domain.reasons.facts import Arrival, StatedFacts, newest_of_subjects
from insights.domain.reasons.outage import Outage


async def record_facts(work: ReasonWork, stated: Iterable[StatedFacts]) -> None:
    """Keep the facts of the newest version of each subject."""
    if kept := newest_of_subjects(stated):
        await work.save_facts(kept)


async def record_arrivals(work: ReasonWork, arrivals: Iterable[Arrival]) -> None:
    """Keep each arrival once."""
    unique = {(item.media_id, item.day, item.region, item.service): item for item in arrivals}
    if unique:
        await work.save_arrivals([unique[key] for key in sorted(unique)])


async def record_outages(work: ReasonWork, outages: Sequence[Outage]) -> None:
    """Keep each outage once; its end counts whether it comes before or after its start."""
    by_start = {(outage.source, outage.since): outage for outage in outages if outage.ended_at is None}
    by_start |= {(outage.source, outage.since): outage for outage in outages if outage.ended_at is not None}
    if by_start:
        await work.save_outages([by_start[key] for key in sorted(by_start)])
