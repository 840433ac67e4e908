"""Cast and crew of TMDB, in the order of its lists: `order` in aggregate credits is that of single episodes."""

from collections.abc import Iterable
from typing import Final

from ingestion.domain.titles.facts import CastMember, CrewMember
from ingestion.providers.parsing.markup import line
from ingestion.providers.parsing.unique import unique, unique_by
from ingestion.providers.tmdb.models import Credit

MOST_CAST: Final = 20
MOST_CREW: Final = 20
CREW_JOBS: Final = ("Creator", "Director", "Writer", "Screenplay", "Novel")


def cast(billed: Iterable[Credit | None] | None) -> tuple[CastMember, ...] | None:
    """Return the first people of the list, each once, with all characters of theirs; null when there is no list."""
    if billed is None:
        return None
    by_person: dict[int, list[Credit]] = {}
    for each in billed:
        if each:
            by_person.setdefault(each.id, []).append(each)
    people = list(by_person.values())[:MOST_CAST]
    return tuple(
        CastMember(
            billings[0].id,
            line(billings[0].name) or billings[0].name,
            order,
            " / ".join(unique(filter(None, map(_character, billings)))) or None,
            next((each.profile_path for each in billings if each.profile_path), None),
        )
        for order, billings in enumerate(people)
    )


def crew(
    billed: Iterable[Credit | None] | None, creators: Iterable[Credit | None] | None = None
) -> tuple[CrewMember, ...] | None:
    """Return the people of the most telling jobs, the creators first, each once per job; null without a list."""
    if billed is None and not creators:
        return None
    found = [
        CrewMember(each.id, line(each.name) or each.name, "Creator", "Writing", each.profile_path)
        for each in creators or ()
        if each
    ]
    for each in billed or ():
        if each is None:
            continue
        jobs = [each.job] if each.job else [job.job for job in each.jobs or () if job]
        found += [
            CrewMember(each.id, line(each.name) or each.name, job, each.department, each.profile_path)
            for job in jobs
            if job in CREW_JOBS
        ]
    found.sort(key=lambda member: CREW_JOBS.index(member.job))
    return unique_by(found, lambda member: (member.tmdb_id, member.job))[:MOST_CREW]


def _character(billed: Credit) -> str | None:
    roles = (role.character for role in billed.roles or () if role and role.character)
    return line(billed.character or next(roles, None))
