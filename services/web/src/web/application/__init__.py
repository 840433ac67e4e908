"""Use cases: the session of a visitor, calls of the API, and uploads."""

from dataclasses import dataclass

from web.application.api import Api
from web.application.sessions import OpenSession
from web.application.uploads import Uploads


@dataclass(frozen=True, slots=True)
class Application:
    """The use cases."""

    api: Api
    open_session: OpenSession
    uploads: Uploads
