"""Responses of people."""

from typing import Annotated, Literal

from pydantic import Field

from catalog.presentation.schemas.lookup import LookedUpMovie, LookedUpShow
from catalog.presentation.schemas.title import IMAGE
from chassis.http.schemas import ImageSet, Page, ResponseModel


class RoleItem(ResponseModel):
    """A role or job of a person in a title."""

    role: Literal["cast", "crew"] = Field(
        description="`cast`: in front of the camera. `crew`: behind it", examples=["cast"]
    )
    character: str | None = Field(description="Name of the role, or null when unknown or in the crew", examples=["Neo"])
    job: str | None = Field(description="Job in the crew, or null in the cast", examples=[None])
    department: str | None = Field(description="Department of the job, or null when unknown", examples=[None])


_CREDITS = Field(description="Roles and jobs of the person in the title, in the order of its credits")


class CreditedMovie(LookedUpMovie):
    """A movie of a person."""

    credits: list[RoleItem] = _CREDITS


class CreditedShow(LookedUpShow):
    """A show of a person."""

    credits: list[RoleItem] = _CREDITS


CreditedItem = Annotated[CreditedMovie | CreditedShow, Field(discriminator="type")]


class KnownFor(ResponseModel):
    """A department that a person works in."""

    department: str = Field(description="Name of the department at TMDB; `Acting` for the cast", examples=["Acting"])
    titles: int = Field(description="Number of listed titles", examples=[12])


class PersonDetail(ResponseModel):
    """A person with their first titles."""

    id: str = Field(description="Provider and number of the person", examples=["tmdb:6384"])
    tmdb_id: int = Field(description="TMDB number of the person", examples=[6384])
    slug: str = Field(
        description="Name and number of the person in addresses, as in the credits of titles",
        examples=["keanu-reeves-6384"],
    )
    name: str = Field(description="Name of the person", examples=["Keanu Reeves"])
    profile_path: str | None = Field(description="Path of a picture at TMDB, or null without one", examples=[IMAGE])
    profile: ImageSet | None = Field(description="The picture in four sizes, or null without one")
    known_for: list[KnownFor] = Field(description="Departments of the person, the one with the most titles first")
    total_titles: int = Field(description="Number of listed titles, of the requested role if any", examples=[1])
    titles: list[CreditedItem] = Field(
        description="The first 20 titles in the order of `sort`; all are at `GET /catalog/people/{person}/titles`"
    )


class CreditedPage(Page[CreditedItem]):
    """One page of the titles of a person."""
