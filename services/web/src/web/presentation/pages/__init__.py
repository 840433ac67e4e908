"""The pages, one module or folder per subject."""

from web.presentation.pages import display, home

ROUTERS = (home.router, display.router)
