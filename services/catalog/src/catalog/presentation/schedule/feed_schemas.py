"""Responses of calendar feeds."""

from datetime import datetime
from typing import Final

from pydantic import Field

from chassis.http.schemas import ResponseModel

TOKEN: Final = "wS0Gm3m4L5d1qLwZ8r2bq0H3lJ4cVt9kYx6nPzEoQaU"
CREATED: Final = "2026-11-21T12:00:00Z"
FEED_EXAMPLE: Final = "\r\n".join(
    (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Marquee//Catalog//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME:Marquee",
        "X-WR-CALNAME:Marquee",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
        "BEGIN:VEVENT",
        "UID:8b5f3c1e-5d0f-5c1e-9d57-0b6c3f1f4a11@catalog.marquee",
        "DTSTAMP:20261120T041000Z",
        "DTSTART:20261121T210000Z",
        "DTEND:20261121T215500Z",
        "SUMMARY:Breaking Bad S5E16 Felina",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    )
)


class FeedState(ResponseModel):
    """A user's calendar feed."""

    created_at: datetime = Field(description="When its token was created", examples=[CREATED])


class CreatedFeed(ResponseModel):
    """A calendar feed that was created."""

    token: str = Field(description="The secret that is needed to read the feed", examples=[TOKEN])
    path: str = Field(
        description="Path of the feed below the address of the API; add `days`, `include`, `region` or `language`",
        examples=[f"/api/v1/catalog/calendar.ics?token={TOKEN}"],
    )
    created_at: datetime = Field(description="When it was created", examples=[CREATED])
