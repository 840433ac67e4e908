"""The export has everything of a user, and nothing of another."""

from typing import Any

import pytest
from services.social.tests.integration.reviews.conftest import Write, comment, reviewing, write
from services.social.tests.society import ADA, BEN, Society

from social.infrastructure.exports.registry import LEFT_OUT, SECTIONS
from social.infrastructure.tables import metadata

pytestmark = pytest.mark.integration

__all__ = ["comment", "reviewing", "write"]
USER_COLUMNS = {"user_id", "sender_id", "receiver_id", "follower_id", "followee_id", "blocker_id", "author_id"}


async def test_a_user_exports_what_the_user_has_written(reviewing: Society, write: Write, comment: Write) -> None:
    review = await write(ADA, text="First")
    path = f"/reviews/{review['id']}"
    await reviewing.request(ADA, "PATCH", path, json={"text": "Second"}, expect=200)
    other = await write(BEN, text="Of Ben")
    await comment(ADA, reviewId=other["id"], text="Mine")
    await reviewing.request(ADA, "PUT", f"/reviews/{other['id']}/reactions/like", expect=200)
    report = {"kind": "review", "targetId": other["id"], "reason": "spam"}
    await reviewing.request(ADA, "POST", "/reports", json=report, expect=204)

    response = await reviewing.request(ADA, "GET", "/me/export", expect=200)
    assert response.headers["content-disposition"].startswith('attachment; filename="marquee-social-')
    document: dict[str, Any] = response.json()

    assert (document["format"], document["version"]) == ("marquee-social", 1)
    assert [(row["reviewId"], row["body"]) for row in document["reviews"]] == [(review["id"], "Second")]
    assert [row["body"] for row in document["reviewRevisions"]] == ["First"]
    assert [row["body"] for row in document["comments"]] == ["Mine"]
    assert [row["kind"] for row in document["reactions"]] == ["like"]
    assert [row["targetId"] for row in document["reports"]] == [other["id"]]
    assert document["profile"][0]["username"] == "Ada_L"
    assert "Of Ben" not in response.text


def test_every_table_about_users_is_exported_or_left_out_with_a_reason() -> None:
    exported = {section.table.name for section in SECTIONS}
    of_users = {table.name for table in metadata.sorted_tables if not USER_COLUMNS.isdisjoint(table.c.keys())}

    assert of_users - exported - LEFT_OUT.keys() == set()
    assert exported & LEFT_OUT.keys() == set()
    assert LEFT_OUT.keys() <= of_users
