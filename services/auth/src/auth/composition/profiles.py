"""Composition of profiles."""

from auth.application.accounts.ports import Identifiers
from auth.application.profiles.announcing import AnnounceAccounts
from auth.application.profiles.changing import ChangeProfile
from auth.application.profiles.pictures import Pictures
from auth.application.profiles.public import PublicProfiles
from auth.application.profiles.storage import Storage
from auth.application.profiles.uploads import StartUpload
from auth.application.profiles.use_cases import ProfileUseCases
from auth.application.unit_of_work import UnitOfWork
from auth.infrastructure.profiles.picture_encoder import ProcessPictureEncoder
from auth.infrastructure.profiles.repository import SqlProfileReader
from auth.settings import Settings
from chassis.core.unit_of_work import UnitOfWorkFactory
from chassis.runtime.clock import SystemClock
from chassis.service_runtime import ServiceRuntime


def profile_use_cases(
    settings: Settings, runtime: ServiceRuntime, units: UnitOfWorkFactory[UnitOfWork], identifiers: Identifiers
) -> ProfileUseCases:
    """Return the use cases of profiles."""
    storage = Storage(settings.open_storage(SystemClock()))
    pictures = Pictures(units, storage, ProcessPictureEncoder())
    return ProfileUseCases(
        change=ChangeProfile(units, pictures),
        start_upload=StartUpload(units, storage),
        pictures=pictures,
        public=PublicProfiles(SqlProfileReader(runtime.transactions, identifiers)),
        announce=AnnounceAccounts(units),
    )
