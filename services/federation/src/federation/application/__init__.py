"""Use cases of federation."""

from dataclasses import dataclass

from federation.application.imports.importing import ImportAlbums
from federation.application.peers.deciding import DecidePeers
from federation.application.peers.inviting import InvitePeers
from federation.application.peers.joining import JoinPeers
from federation.application.sharing.browsing import BrowsePeers
from federation.application.sharing.copying import CopyLists
from federation.application.sharing.managing import ManageShares
from federation.application.sharing.ports import ContentKeys
from federation.application.sharing.serving import ServeShares
from federation.application.sharing.streams import EndSessions
from federation.application.trust.identity import OwnIdentity
from federation.application.trust.receiving import ReceiveRequests
from federation.application.trust.wire import Wire
from jobs.model import Job
from jobs.schedule_service import ScheduleService


@dataclass(frozen=True, slots=True)
class Application:
    """Every use case of the service."""

    identity: OwnIdentity
    receive: ReceiveRequests
    wire: Wire
    invite: InvitePeers
    join: JoinPeers
    decide: DecidePeers
    shares: ManageShares
    serve: ServeShares
    browse: BrowsePeers
    copy_list: CopyLists
    end_sessions: EndSessions
    imports: ImportAlbums
    content_keys: ContentKeys
    schedules: ScheduleService[Job]
