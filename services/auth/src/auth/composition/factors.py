"""Composition of factors."""

from auth.application.accounts.ports import Identifiers, Passwords
from auth.application.factors.enrolment import Enrolment
from auth.application.factors.messages import Messages
from auth.application.factors.passkeys import PasskeyUseCases
from auth.application.factors.phones import PhoneUseCases
from auth.application.factors.proofs import FactorVerifier
from auth.application.factors.reauthentication import Reauthentication
from auth.application.factors.second_step import FirstStep, SecondStep
from auth.application.factors.sign_in import CodeSignInUseCases, PasskeySignIn
from auth.application.factors.totp import TotpUseCases
from auth.application.factors.use_cases import FactorUseCases
from auth.application.sessions.opening import SessionOpener
from auth.application.sessions.tokens import TokenIssuer
from auth.application.unit_of_work import UnitOfWork
from auth.infrastructure.factors.ceremonies import WebAuthnCeremonies
from auth.settings import Settings
from chassis.core.unit_of_work import UnitOfWorkFactory


def factor_use_cases(
    settings: Settings,
    units: UnitOfWorkFactory[UnitOfWork],
    passwords: Passwords,
    identifiers: Identifiers,
    first_step: FirstStep,
    opener: SessionOpener,
    tokens: TokenIssuer,
) -> FactorUseCases:
    """Return the use cases of factors."""
    ceremonies = WebAuthnCeremonies(settings.passkey_owner, settings.passkey_pages)
    verifier, messages = FactorVerifier(ceremonies), Messages()
    return FactorUseCases(
        enrolment=Enrolment(units),
        totp=TotpUseCases(units),
        passkeys=PasskeyUseCases(units, ceremonies),
        phones=PhoneUseCases(units, messages),
        second_step=SecondStep(units, verifier, ceremonies, messages, opener, tokens),
        passkey_sign_in=PasskeySignIn(units, verifier, ceremonies, opener, tokens),
        code_sign_in=CodeSignInUseCases(units, identifiers, first_step),
        reauthentication=Reauthentication(units, passwords, verifier, ceremonies, messages),
    )
