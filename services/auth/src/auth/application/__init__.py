"""Use cases of auth."""

from dataclasses import dataclass

from auth.application.accounts import AccountUseCases
from auth.application.administration import AdministrationUseCases
from auth.application.api_keys.use_cases import ApiKeyUseCases
from auth.application.dead_letters.use_cases import DeadLetterUseCases
from auth.application.devices.use_cases import DeviceUseCases
from auth.application.factors.use_cases import FactorUseCases
from auth.application.federation.use_cases import FederationUseCases
from auth.application.housekeeping import DeleteExpired
from auth.application.library.counting import CountLibraries
from auth.application.profiles.use_cases import ProfileUseCases
from auth.application.security.audit import ReadAuditLog
from auth.application.security.sign_in_limit import CountSignIn
from auth.application.sessions import SessionUseCases


@dataclass(frozen=True, slots=True)
class Application:
    """All use cases of the service, by subject."""

    accounts: AccountUseCases
    sessions: SessionUseCases
    factors: FactorUseCases
    administration: AdministrationUseCases
    api_keys: ApiKeyUseCases
    profiles: ProfileUseCases
    devices: DeviceUseCases
    federation: FederationUseCases
    count_libraries: CountLibraries
    count_sign_in: CountSignIn
    audit: ReadAuditLog
    dead_letters: DeadLetterUseCases
    delete_expired: DeleteExpired
