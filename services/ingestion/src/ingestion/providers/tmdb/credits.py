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
    """Return the first people of the list, credit once, with all characters of theirs; null when there is no list."""
    if billed is None:
        return None
    by_person: dict[int, list[Credit]] = {}
    for credit in billed:
        if credit:
            by_person.setdefault(credit.id, []).append(credit)
    people = list(by_person.values())[:MOST_CAST]
    return tuple(
        CastMember(
            billings[0].id,
            line(billings[0].name) or billings[0].name,
            order,
            " / ".join(unique(filter(None, map(_character, billings)))) or None,
            next((credit.profile_path for credit in billings if credit.profile_path), None),
        )
        for order, billings in enumerate(people)
    )


def crew(
    billed: Iterable[Credit | None] | None, creators: Iterable[Credit | None] | None = None
) -> tuple[CrewMember, ...] | None:
    """Return the people of the most important jobs, the creators first, credit once per job; null without a list."""
    if billed is None and not creators:
        return None
    members = [
        CrewMember(credit.id, line(credit.name) or credit.name, "Creator", "Writing", credit.profile_path)
        for credit in creators or ()
        if credit
    ]
    for credit in billed or ():
        if credit is None:
            continue
        jobs = [credit.job] if credit.job else [job.job for job in credit.jobs or () if job]
        members += [
            CrewMember(credit.id, line(credit.name) or credit.name, job, credit.department, credit.profile_path)
            for job in jobs
            if job in CREW_JOBS
        ]
    members.sort(key=lambda member: CREW_JOBS.index(member.job))
    return unique_by(members, lambda member: (member.tmdb_id, member.job))[:MOST_CREW]


def _character(billed: Credit) -> str | None:
    roles = (role.character for role in billed.roles or () if role and role.character)
    return line(billed.character or next(roles, None))
