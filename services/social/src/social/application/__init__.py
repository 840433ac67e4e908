"""Use cases of social."""

from dataclasses import dataclass

from social.application.activity.reading import ReadFeed
from social.application.activity.sharing import ManageSharing
from social.application.exports.exporting import ExportSocial
from social.application.live.feed import LiveFeed
from social.application.live.watching import WatchingFeed
from social.application.people.reading import ReadPeople
from social.application.relations.use_cases import RelationUseCases
from social.application.reviews.use_cases import ReviewUseCases
from social.application.together.use_cases import TogetherUseCases


@dataclass(frozen=True, slots=True)
class Application:
    """Every use case of the service."""

    people: ReadPeople
    relations: RelationUseCases
    reviews: ReviewUseCases
    sharing: ManageSharing
    feed: ReadFeed
    exports: ExportSocial
    live: LiveFeed
    watching: WatchingFeed
    together: TogetherUseCases
