"""Use cases of the catalog. They depend on ports, not on frameworks."""

from dataclasses import dataclass

from catalog.application.curation.collections import CuratedCollections
from catalog.application.curation.schedule import ApplyDueChanges, Schedule
from catalog.application.curation.sections import SectionArrangements
from catalog.application.discovery.collections import CollectionQueries
from catalog.application.discovery.offers import OfferQueries
from catalog.application.discovery.people import PeopleQueries
from catalog.application.discovery.service_counts import CountServices
from catalog.application.discovery.services import AnnounceServices, MyServices
from catalog.application.discovery.similar import SimilarQueries
from catalog.application.editing.audit import AuditTrail
from catalog.application.editing.editing import TitleEditing
from catalog.application.home.queries import HomeQueries
from catalog.application.housekeeping import PublishSlugs
from catalog.application.lookup import LookupQueries
from catalog.application.policy.administration import PolicyAdministration
from catalog.application.policy.dry_run import DryRuns
from catalog.application.policy.preparation import KeepEvaluations, PreparePolicies
from catalog.application.policy.runs import PolicyRuns
from catalog.application.projections import CatalogProjection
from catalog.application.queries import ListQueries, TitleQueries
from catalog.application.schedule.feeds import CalendarFeeds
from catalog.application.schedule.queries import ScheduleQueries


@dataclass(frozen=True, slots=True)
class Application:
    """Every use case of the service."""

    projection: CatalogProjection
    publish_slugs: PublishSlugs
    lists: ListQueries
    titles: TitleQueries
    schedule: ScheduleQueries
    feeds: CalendarFeeds
    lookup: LookupQueries
    my_services: MyServices
    announce_services: AnnounceServices
    home: HomeQueries
    title_editing: TitleEditing
    audit: AuditTrail
    curated: CuratedCollections
    sections: SectionArrangements
    change_schedule: Schedule
    apply_due_changes: ApplyDueChanges
    offers: OfferQueries
    count_services: CountServices
    people: PeopleQueries
    similar: SimilarQueries
    policies: PolicyAdministration
    policy_runs: PolicyRuns
    dry_runs: DryRuns
    prepare_policies: PreparePolicies
    keep_evaluations: KeepEvaluations
    collections: CollectionQueries
