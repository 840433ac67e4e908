"""Use cases of sessions."""

from dataclasses import dataclass

from auth.application.sessions.overview import EndSessions, ListSessions
from auth.application.sessions.refresh import Refresh
from auth.application.sessions.sign_in import LogIn
from auth.application.sessions.sign_out import LogOut


@dataclass(frozen=True, slots=True)
class SessionUseCases:
    """Use cases of sessions."""

    log_in: LogIn
    refresh: Refresh
    log_out: LogOut
    list: ListSessions
    end: EndSessions
