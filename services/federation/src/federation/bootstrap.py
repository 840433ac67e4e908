"""The composition root."""

from dataclasses import dataclass
from datetime import timedelta

from chassis.core.clock import Clock
from chassis.http.client import HttpClient
from chassis.messaging.transaction import UnitsOfWork
from chassis.runtime.background import Background
from chassis.runtime.clock import SystemClock
from chassis.service_runtime import ServiceRuntime
from chassis.storage.database import is_infrastructure_failure
from chassis.storage.reencryption.columns import SqlSealedColumns
from chassis.storage.reencryption.job import Reencrypt
from egress.http import EgressClient
from federation.application import Application
from federation.application.imports.importing import ImportAlbums
from federation.application.jobs import REGISTRY, SCHEDULES
from federation.application.peers.deciding import DecidePeers
from federation.application.peers.inviting import InvitePeers
from federation.application.peers.joining import JoinPeers
from federation.application.sharing.browsing import BrowsePeers
from federation.application.sharing.copying import CopyLists
from federation.application.sharing.managing import ManageShares
from federation.application.sharing.ports import Albums, Lists
from federation.application.sharing.serving import ServeShares
from federation.application.sharing.streams import EndSessions
from federation.application.trust.calling import CallPeers
from federation.application.trust.documents import FetchDocuments
from federation.application.trust.identity import OwnIdentity
from federation.application.trust.ports import Outgoing
from federation.application.trust.receiving import ReceiveRequests
from federation.composition.working import build_runner
from federation.domain.peers.peer import Budget
from federation.infrastructure.imports.folder import DiskFolder
from federation.infrastructure.sharing.library import LibraryLists
from federation.infrastructure.sharing.music import MusicAlbums
from federation.infrastructure.sharing.tokens import PURPOSE, ContentTokens
from federation.infrastructure.tables import inbox, outbox
from federation.infrastructure.trust.cipher import Ed25519Cipher
from federation.infrastructure.trust.keys import PRIVATE_KEYS, SEALED
from federation.infrastructure.trust.outgoing import EgressOutgoing
from federation.infrastructure.trust.signatures import Rfc9421Signatures
from federation.infrastructure.unit_of_work import SqlUnits
from federation.infrastructure.wire.codec import JsonWire
from federation.presentation.consumers import routes
from federation.settings import Settings
from jobs.model import Job
from jobs.postgres.measuring import QueueMeasures
from jobs.schedule_service import ScheduleService
from jobs.schedules import scheduled_job
from jobs.worker.runner import Runner
from jobs.worker.scheduler import Scheduler
from jobs.worker.wakeup import Wakeup


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is outside of the service: other servers, and the content of this one."""

    outgoing: Outgoing
    albums: Albums
    lists: Lists


@dataclass(frozen=True, slots=True)
class Container:
    """The service with its use cases."""

    settings: Settings
    runtime: ServiceRuntime
    application: Application
    units: SqlUnits
    runner: Runner[Job]
    scheduler: Scheduler[Job]
    clock: Clock
    reencrypt: Reencrypt

    def backgrounds(self) -> list[Background]:
        """Return the background tasks of the worker role."""
        QueueMeasures(self.runtime.transactions, REGISTRY, self.clock).register(self.runtime.metrics_sources)
        consumers = self.runtime.worker(routes(self.application, self.units.within))
        return [*consumers, self.runner, self.scheduler]


def build(settings: Settings, *, clock: Clock = SystemClock(), surroundings: Surroundings | None = None) -> Container:
    """Create the service; open no connection. `surroundings` replaces what the settings name."""
    keyring = settings.read_keyring().for_purpose(PRIVATE_KEYS)
    runtime = ServiceRuntime("federation", settings, outbox_table=outbox, inbox_table=inbox)
    wakeup = Wakeup()
    units = SqlUnits(runtime.transactions, keyring, wakeup.notify)
    tokens = ContentTokens(settings.read_keyring().derived(PURPOSE))
    outside = surroundings or _surroundings(settings, runtime, tokens, clock)
    cipher, signatures, wire = Ed25519Cipher(), Rfc9421Signatures(), JsonWire()
    overlap = timedelta(hours=settings.key_overlap_hours)
    identity = OwnIdentity(units, units, cipher, clock, settings.shown_name, settings.public_url, overlap)
    documents = FetchDocuments(units, outside.outgoing, wire, cipher, clock)
    calls = CallPeers(units, identity, signatures, outside.outgoing, clock)
    receive = ReceiveRequests(units, units, identity, signatures, documents, clock)
    browse = BrowsePeers(units, calls, wire, clock)
    folder = DiskFolder(settings.import_folder)
    budget = Budget(settings.requests_per_day, settings.bytes_per_day)
    application = Application(
        identity=identity,
        receive=receive,
        wire=wire,
        invite=InvitePeers(units, units, identity, receive, clock, budget, settings.most_peers),
        join=JoinPeers(units, identity, documents, calls, wire, clock, budget, settings.most_peers),
        decide=DecidePeers(units, units, clock),
        shares=ManageShares(units, units, outside.albums, outside.lists, clock, settings.most_shares),
        serve=ServeShares(units, units, outside.albums, outside.lists, clock),
        browse=browse,
        copy_list=CopyLists(units, browse, outside.lists, clock),
        end_sessions=EndSessions(clock),
        imports=ImportAlbums(units, units, browse, folder, clock, settings.honours_deletions),
        content_keys=tokens,
        schedules=ScheduleService(units, clock, wakeup.notify, scheduled_job),
    )
    reencrypt = Reencrypt(
        UnitsOfWork(runtime.transactions, lambda begun: SqlSealedColumns(begun.connection, keyring, SEALED))
    )
    runner = build_runner(settings, units, browse, folder, wakeup, clock)
    scheduler = Scheduler(units, clock, wakeup.notify, is_infrastructure_failure, scheduled_job, SCHEDULES)
    return Container(settings, runtime, application, units, runner, scheduler, clock, reencrypt)


def _surroundings(settings: Settings, runtime: ServiceRuntime, tokens: ContentTokens, clock: Clock) -> Surroundings:
    guard = settings.egress_guard("peers", clock)
    seconds = settings.call_seconds
    outgoing = EgressOutgoing(
        EgressClient(guard, seconds=seconds), EgressClient(guard, seconds=seconds, decompress=False)
    )
    albums = MusicAlbums(HttpClient(settings.music_url, seconds=seconds, is_ours=True), tokens, clock)
    lists = LibraryLists(HttpClient(settings.library_url, seconds=seconds, is_ours=True))
    for close in (outgoing.aclose, albums.aclose, lists.aclose):
        runtime.close_later(close)
    return Surroundings(outgoing, albums, lists)
