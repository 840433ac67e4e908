"""Every router of social. Fixed paths come before those with an id in the same place."""

from typing import Final

from social.presentation.activity import feed_routes, sharing_routes
from social.presentation.exports import routes as exports
from social.presentation.live import routes as live
from social.presentation.live import sockets as live_sockets
from social.presentation.live import watching_routes
from social.presentation.moderation import routes as moderation
from social.presentation.people import routes as people
from social.presentation.relations import block_routes, follow_routes, friend_routes
from social.presentation.reviews import comment_routes, reaction_routes, read_routes
from social.presentation.reviews import routes as reviews
from social.presentation.together import playback_routes, streams
from social.presentation.together import routes as together

ROUTERS: Final = (
    feed_routes.router,
    sharing_routes.router,
    live.router,
    watching_routes.router,
    people.router,
    friend_routes.router,
    follow_routes.router,
    block_routes.router,
    reviews.router,
    read_routes.router,
    comment_routes.router,
    reaction_routes.router,
    moderation.router,
    together.router,
    playback_routes.router,
    streams.router,
    exports.router,
)

SOCKETS: Final = (*live_sockets.SOCKETS, *streams.SOCKETS)
