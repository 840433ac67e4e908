"""Use cases of administrators."""

from dataclasses import dataclass

from auth.application.administration.directory import Directory
from auth.application.administration.factors import FactorRemoval
from auth.application.administration.invitations import ManageInvitations
from auth.application.administration.roles import ChangeRoles
from auth.application.administration.suspension import Suspension


@dataclass(frozen=True, slots=True)
class AdministrationUseCases:
    """Use cases of administrators."""

    directory: Directory
    change_roles: ChangeRoles
    suspension: Suspension
    factor_removal: FactorRemoval
    invitations: ManageInvitations
