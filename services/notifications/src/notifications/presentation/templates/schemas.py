"""Response bodies of the previews of texts."""

from typing import Any, Self

from pydantic import Field

from chassis.http.schemas import ResponseModel
from notifications.application.messages.templates import Preview
from notifications.domain.messages.kinds import Category, Kind


class TemplateResponse(ResponseModel):
    """A kind of messages, each of which has a text in every language."""

    kind: str = Field(description="Name of the kind", examples=["new_episode"])
    category: Category = Field(description="What the kind is about", examples=["titles"])
    values: list[str] = Field(description="Values that every text of the kind may use", examples=[["title", "season"]])
    optional_values: list[str] = Field(description="Values that may be missing", examples=[["episode", "airs_at"]])
    languages: list[str] = Field(description="Languages of its texts", examples=[["en", "uk"]])

    @classmethod
    def of(cls, kind: Kind, languages: list[str]) -> Self:
        """Return the response of a kind."""
        return cls(
            kind=kind.name,
            category=kind.category,
            values=list(kind.values),
            optional_values=list(kind.optional),
            languages=languages,
        )


class PreviewResponse(ResponseModel):
    """A text with sample values, as a reader would get it."""

    kind: str = Field(description="Name of the kind", examples=["new_episode"])
    language: str = Field(description="Language of the text", examples=["en"])
    channel: str = Field(description="Channel that it is written for", examples=["email"])
    title: str = Field(
        description="Subject of a mail, title of a push message and of the inbox", examples=["Severance: S02E05"]
    )
    text: str = Field(
        description="The whole text as plain text", examples=["Episode 5 of season 2 of Severance is out."]
    )
    short: str = Field(
        description="The text of SMS and push messages", examples=["Episode 5 of season 2 of Severance is out."]
    )
    html: str | None = Field(
        description="The HTML part of a mail; null on other channels", examples=['<!doctype html><html lang="en">…']
    )
    url: str | None = Field(
        description="The page that it is about, or null", examples=["https://marquee.example/shows/severance"]
    )
    values: dict[str, Any] = Field(description="The sample values", examples=[{"title": "Severance", "season": 2}])

    @classmethod
    def of(cls, preview: Preview) -> Self:
        """Return the response of a preview."""
        content = preview.content
        return cls(
            kind=preview.kind.name,
            language=preview.language,
            channel=preview.channel,
            title=content.title,
            text=content.text,
            short=content.short,
            html=content.html,
            url=content.url,
            values=dict(preview.values),
        )
