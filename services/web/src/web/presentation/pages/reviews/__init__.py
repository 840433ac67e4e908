"""Reviews of titles, comments on them, and their moderation."""

from web.presentation.pages.reviews import comments, moderation, page, writing

ROUTERS = (page.router, writing.router, comments.router, moderation.router)
