"""The table of texts."""

from typing import Literal

from pydantic import Field

from chassis.http.schemas import ResponseModel

Texts = dict[str, str]


class TextTable(ResponseModel):
    """The text of every key in one language."""

    language: Literal["en", "uk"] = Field(description="Language of the texts", examples=["en"])
    verdicts: Texts = Field(description="By `verdict.messageKey`", examples=[{"criticsLoved": "Loved by critics"}])
    hints: Texts = Field(description="By `verdict.hintKey`", examples=[{"forLater": "Save for later"}])
    status_hints: Texts = Field(description="By `statusHint.messageKey`", examples=[{"newSeason": "New season"}])
    badges: Texts = Field(description="By `card.badgeKey`", examples=[{"HIT": "Hit"}])
    calls_to_action: Texts = Field(description="By `card.primaryCta`", examples=[{"SAVE": "Save"}])
    release_statuses: Texts = Field(description="By `releaseStatus`", examples=[{"upcoming": "Coming soon"}])
    home_sections: Texts = Field(description="By `titleKey` of a section of the home page", examples=[{"hero": "Hot"}])
    policy_reasons: Texts = Field(
        description="By reason of the catalog policy", examples=[{"BLOCKED_COUNTRY": "The country is blocked"}]
    )
    seasons: Texts = Field(
        description="A number of seasons, by plural category of the language (CLDR); `{count}` is the number",
        examples=[{"one": "{count} season", "other": "{count} seasons"}],
    )
