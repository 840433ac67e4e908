"""What can be read and written within one transaction."""

from typing import Protocol

from chassis.core.unit_of_work import ReaderFactory, UnitOfWorkFactory
from jobs.model import Job
from jobs.ports import QueueWork
from playback.application.assets.ports import AssetEdits, AssetJobs, Assets
from playback.application.audience.ports import Audiences
from playback.application.entitlements.ports import Entitlements
from playback.application.keys.ports import KeyReleases, WrappedKeys
from playback.application.quality.ports import Quality
from playback.application.sessions.ports import Sessions
from playback.application.storage.ports import StoredFiles
from playback.application.uploads.ports import Uploads
from playback.domain.assets.asset import Asset, Version


class UnitOfWork(QueueWork[Job], Protocol):
    """The stores of all subjects in one transaction, and the events that it publishes."""

    @property
    def assets(self) -> Assets:
        """Return assets."""
        ...

    @property
    def asset_edits(self) -> AssetEdits:
        """Return what editors have changed of assets."""
        ...

    @property
    def content_keys(self) -> WrappedKeys:
        """Return content keys."""
        ...

    @property
    def key_releases(self) -> KeyReleases:
        """Return what was decided about content keys."""
        ...

    @property
    def sessions(self) -> Sessions:
        """Return playback sessions."""
        ...

    @property
    def quality(self) -> Quality:
        """Return measurements of sessions."""
        ...

    @property
    def audiences(self) -> Audiences:
        """Return which parts users have watched."""
        ...

    @property
    def uploads(self) -> Uploads:
        """Return uploads."""
        ...

    @property
    def entitlements(self) -> Entitlements:
        """Return what users are entitled to."""
        ...

    @property
    def asset_jobs(self) -> AssetJobs:
        """Return which jobs belong to which assets."""
        ...

    @property
    def stored_files(self) -> StoredFiles:
        """Return which files are referred to."""
        ...

    async def publish_ready(self, asset: Asset, version: Version) -> None:
        """Publish that a version is what is played of its asset from now on."""
        ...

    async def publish_unpublished(self, asset: Asset) -> None:
        """Announce that nothing is played of an asset any more."""
        ...


Units = UnitOfWorkFactory[UnitOfWork]
"""Opens units of work."""
Readers = ReaderFactory[UnitOfWork]
"""Opens connections for queries."""
