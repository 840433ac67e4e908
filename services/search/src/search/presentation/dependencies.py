"""What the routes share: the use cases, the region of the installation, images and kept responses."""

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request

from chassis.http.dependencies import application
from chassis.http.images import Images
from search.application import Application
from search.presentation.caching import RenderedResponses


@dataclass(frozen=True, slots=True)
class Presentation:
    """What responses need besides the use cases."""

    default_region: str
    images: Images
    provider_seconds: float = 2.0
    """How long the provider is waited for, where its titles are all that is requested."""
    rendered: RenderedResponses = field(default_factory=RenderedResponses)


ApplicationDep = Annotated[Application, Depends(application)]


async def presentation(request: Request) -> Presentation:
    """Return what responses of this application need."""
    held: Presentation = request.app.state.presentation
    return held


PresentationDep = Annotated[Presentation, Depends(presentation)]
