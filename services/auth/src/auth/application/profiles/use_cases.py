"""Use cases of profiles."""

from dataclasses import dataclass

from auth.application.profiles.changing import ChangeProfile
from auth.application.profiles.public import PublicProfiles


@dataclass(frozen=True, slots=True)
class ProfileUseCases:
    """Everything about profiles and preferences."""

    change: ChangeProfile
    public: PublicProfiles
