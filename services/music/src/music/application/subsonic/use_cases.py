"""The use cases of app passwords and apps."""

from dataclasses import dataclass

from chassis.core.clock import Clock
from music.application.subsonic.browsing import BrowseForApps
from music.application.subsonic.passwords import ManageAppPasswords, SignInApp
from music.application.subsonic.ports import SecretSeal
from music.application.subsonic.rates import CallRates
from music.application.subsonic.states import KeepStates
from music.application.unit_of_work import Readers, Units


@dataclass(frozen=True, slots=True)
class AppUseCases:
    """What users and their apps do."""

    passwords: ManageAppPasswords
    sign_in: SignInApp
    browse: BrowseForApps
    states: KeepStates
    rates: CallRates


def app_use_cases(units: Units, readers: Readers, seal: SecretSeal, clock: Clock) -> AppUseCases:
    """Return the use cases."""
    return AppUseCases(
        passwords=ManageAppPasswords(units, readers, seal, clock),
        sign_in=SignInApp(units, readers, seal, clock),
        browse=BrowseForApps(readers),
        states=KeepStates(units, readers, clock),
        rates=CallRates(clock),
    )
