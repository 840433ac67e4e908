"""Reviews of lists: they exist while the list is public."""

from uuid import UUID

import pytest
from services.social.tests.integration.reviews.conftest import Write
from services.social.tests.society import ADA, BEN, CLEO, Society

from contracts.auth import UserDeletedV1
from contracts.library import ListPublishedV1

pytestmark = pytest.mark.integration

LIST = UUID(int=70)
SUBJECT = {"listId": str(LIST)}


async def publish(society: Society, version: int, owner: UUID = BEN, *, is_public: bool) -> None:
    changed_at = society.clock.now()
    await society.apply(
        ListPublishedV1(version=version, list_id=LIST, user_id=owner, is_public=is_public, changed_at=changed_at)
    )


async def test_reviews_of_a_list_are_visible_while_it_is_public(
    reviewing: Society, write: Write, comment: Write
) -> None:
    await publish(reviewing, 2, is_public=True)
    await publish(reviewing, 1, is_public=False)
    review = await write(ADA, SUBJECT, text="Well chosen")
    written = await comment(CLEO, subject=SUBJECT)
    below = await comment(CLEO, reviewId=review["id"])
    paths = [f"/lists/{LIST}/reviews", f"/lists/{LIST}/comments", f"/reviews/{review['id']}"]
    paths += [f"/reviews/{review['id']}/comments", f"/comments/{written['id']}", f"/comments/{below['id']}"]

    assert review["subject"]["listId"] == str(LIST)
    assert [own["id"] for own in await reviewing.get(ADA, "/me/reviews", listId=str(LIST))] == [review["id"]]
    assert await reviewing.get(ADA, "/me/reviews", mediaItemId=str(UUID(int=1)), season=2) == []
    title = {"mediaItemId": str(UUID(int=1))}
    for half in (
        {"season": 2},
        {**title, "episode": 3},
        {**title, "listId": str(LIST)},
        {"listId": str(LIST), "season": 2},
    ):
        invalid = await reviewing.refusal(ADA, "GET", "/me/reviews", params=half)
        assert invalid == (400, "VALIDATION_ERROR"), half
    for path in paths:
        await reviewing.get(CLEO, path)
    await publish(reviewing, 3, is_public=False)
    for path in paths:
        assert (await reviewing.refusal(CLEO, "GET", path))[0] == 404, path
    assert (await reviewing.refusal(CLEO, "POST", "/reviews", json={"subject": SUBJECT, "rating": 1}))[0] == 404
    reply = {"reviewId": review["id"], "text": "x"}
    assert (await reviewing.refusal(CLEO, "POST", "/comments", json=reply))[0] == 404
    assert (await reviewing.refusal(CLEO, "PUT", f"/reviews/{review['id']}/reactions/like"))[0] == 404
    await publish(reviewing, 4, is_public=True)
    assert len(await reviewing.get(CLEO, f"/lists/{LIST}/reviews")) == 1

    await reviewing.apply(UserDeletedV1(version=9, user_id=BEN, deleted_at=reviewing.clock.now()))
    await publish(reviewing, 5, is_public=True)
    assert (await reviewing.refusal(CLEO, "GET", paths[0]))[0] == 404


async def test_a_list_that_an_erased_user_has_received_is_not_that_of_the_former_owner(reviewing: Society) -> None:
    path = f"/lists/{LIST}/reviews"
    await publish(reviewing, 2, ADA, is_public=True)
    await reviewing.apply(UserDeletedV1(version=9, user_id=BEN, deleted_at=reviewing.clock.now()))

    await publish(reviewing, 1, BEN, is_public=True)
    assert await reviewing.get(CLEO, path) == []
    await publish(reviewing, 3, BEN, is_public=True)
    assert (await reviewing.refusal(CLEO, "GET", path))[0] == 404
