"""Use cases of profiles."""

from dataclasses import dataclass

from auth.application.profiles.announcing import AnnounceAccounts
from auth.application.profiles.changing import ChangeProfile
from auth.application.profiles.pictures import Pictures
from auth.application.profiles.public import PublicProfiles
from auth.application.profiles.uploads import StartUpload


@dataclass(frozen=True, slots=True)
class ProfileUseCases:
    """Everything about profiles, pictures and preferences."""

    change: ChangeProfile
    start_upload: StartUpload
    pictures: Pictures
    public: PublicProfiles
    announce: AnnounceAccounts
