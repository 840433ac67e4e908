"""The routers of the service."""

from typing import Final

from fastapi import APIRouter

from catalog.presentation.curation import collection_routes, public_routes, schedule_routes, section_routes
from catalog.presentation.discovery import collections, my_services, offers, people, similar
from catalog.presentation.editing import audit_routes, title_routes
from catalog.presentation.home import routes as home
from catalog.presentation.policy import routes as policies
from catalog.presentation.routes import lists, lookup, titles
from catalog.presentation.schedule import feed_routes
from catalog.presentation.schedule import routes as schedule
from catalog.presentation.seasons import ratings
from catalog.presentation.texts import routes as texts

ROUTERS: Final[tuple[APIRouter, ...]] = (
    lists.router,
    schedule.router,
    feed_routes.router,
    titles.router,
    ratings.router,
    lookup.router,
    my_services.router,
    offers.router,
    people.router,
    similar.router,
    collections.router,
    home.router,
    texts.router,
    title_routes.router,
    audit_routes.router,
    policies.router,
    collection_routes.router,
    section_routes.router,
    schedule_routes.router,
    public_routes.router,
)
"""In the order of matching: the paths of lists precede `/movies/{slug}`."""
