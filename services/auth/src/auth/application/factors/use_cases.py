"""Use cases of factors."""

from dataclasses import dataclass

from auth.application.factors.enrolment import Enrolment
from auth.application.factors.passkeys import PasskeyUseCases
from auth.application.factors.phones import PhoneUseCases
from auth.application.factors.reauthentication import Reauthentication
from auth.application.factors.second_step import SecondStep
from auth.application.factors.sign_in import CodeSignInUseCases, PasskeySignIn
from auth.application.factors.totp import TotpUseCases


@dataclass(frozen=True, slots=True)
class FactorUseCases:
    """Use cases of factors."""

    enrolment: Enrolment
    totp: TotpUseCases
    passkeys: PasskeyUseCases
    phones: PhoneUseCases
    second_step: SecondStep
    passkey_sign_in: PasskeySignIn
    code_sign_in: CodeSignInUseCases
    reauthentication: Reauthentication
