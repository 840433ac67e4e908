"""How the fields that ingestion adds to a job are stored."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Row

from ingestion.domain.job_rules import REGISTRY
from ingestion.domain.jobs import Job, JobKind, Priority
from ingestion.domain.titles.facts import TitleKey
from ingestion.infrastructure.tables import jobs
from jobs.postgres.rows import Queue


def _create(common: dict[str, Any], row: Row[Any]) -> Job:
    own = {
        "kind": JobKind(row.kind),
        "priority": Priority(row.priority),
        "title": TitleKey(row.title_kind, row.tmdb_id) if row.title_kind else None,
        "missing": tuple(row.missing),
    }
    return Job(**{**common, **own})


def _to_columns(fields: Mapping[str, Any]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    if "title" in fields:
        title: TitleKey | None = fields["title"]
        columns |= {"title_kind": title.kind if title else None, "tmdb_id": title.tmdb_id if title else None}
    if "missing" in fields:
        columns["missing"] = list(fields["missing"])
    return columns


QUEUE: Final = Queue(jobs, REGISTRY, _create, fields=("title", "missing"), to_columns=_to_columns)
