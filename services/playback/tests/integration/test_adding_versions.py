"""Versions are numbered in their order, each with one job."""

import asyncio
from dataclasses import replace

import pytest
from services.playback.tests.integration.conftest import EDITOR

from jobs.ports import JobFilter
from playback.application.assets.management import NewAsset
from playback.application.jobs import AGAIN, NEW, JobKind
from playback.application.versions.adding import AddVersion
from playback.bootstrap import Container
from playback.domain.assets.asset import Access, Asset, Availability, Version, VersionStatus
from playback.domain.assets.subject import Subject

pytestmark = pytest.mark.integration


async def added(container: Container, asset: Asset) -> Version:
    async with container.units.begin() as work:
        return await AddVersion(container.clock)(work, asset, "uploads/one/source", 10, "none", EDITOR)


async def test_versions_that_are_added_at_once_get_numbers_of_their_own(container: Container) -> None:
    new = NewAsset(Subject(EDITOR), Access.FREE, Availability(), EDITOR)
    asset = await container.application.manage_assets.create(new)
    versions = await asyncio.gather(*(added(container, asset) for _ in range(5)))
    assert sorted(version.number for version in versions) == [1, 2, 3, 4, 5]
    async with container.units.read() as work:
        stored = await work.assets.versions(asset.id)
        jobs, total = await work.jobs.find(JobFilter(kinds=(JobKind.PROCESS,)))
    assert [(version.number, version.status) for version in stored] == [
        (number, VersionStatus.PROCESSING) for number in (5, 4, 3, 2, 1)
    ]
    assert {version.prefix for version in stored} == {f"vod/{asset.id}/{number}/" for number in range(1, 6)}
    assert (total, {job.priority for job in jobs}) == (5, {NEW})


async def test_version_that_replaces_a_played_one_is_less_urgent(container: Container) -> None:
    new = NewAsset(Subject(EDITOR), Access.FREE, Availability(), EDITOR)
    asset = await container.application.manage_assets.create(new)
    await added(container, replace(asset, current_version=1))
    async with container.units.read() as work:
        [job], _ = await work.jobs.find(JobFilter())
    assert job.priority == AGAIN
