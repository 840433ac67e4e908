"""Use cases: the session of a visitor, and calls of the API."""

from dataclasses import dataclass

from web.application.api import Api
from web.application.sessions import OpenSession


@dataclass(frozen=True, slots=True)
class Application:
    """The use cases."""

    api: Api
    open_session: OpenSession
