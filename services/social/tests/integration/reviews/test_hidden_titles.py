"""What is written about a title that the catalog does not list is shown nowhere."""

from typing import Any

import pytest
from services.social.tests.integration.activity.test_feed import published
from services.social.tests.integration.reviews.conftest import MOVIE, SHOW, Write
from services.social.tests.society import ADA, CLEO, Society

pytestmark = pytest.mark.integration

SUBJECTS: dict[str, dict[str, Any]] = {
    f"/titles/{MOVIE}": {"mediaItemId": str(MOVIE)},
    f"/titles/{SHOW}/seasons/2": {"mediaItemId": str(SHOW), "season": 2},
    f"/titles/{SHOW}/seasons/2/episodes/3": {"mediaItemId": str(SHOW), "season": 2, "episode": 3},
}


async def test_reviews_and_comments_of_a_hidden_title_do_not_exist(
    reviewing: Society, write: Write, comment: Write
) -> None:
    async def list_titles(version: int, *, listed: bool) -> None:
        await reviewing.apply(*(published(title, "A title", version=version, listed=listed) for title in (MOVIE, SHOW)))

    await list_titles(1, listed=True)
    paths: list[str] = []
    writes: list[tuple[str, str, Any]] = []
    for path, subject in SUBJECTS.items():
        review = f"/reviews/{(review_id := (await write(ADA, subject, text='Good'))['id'])}"
        beside = f"/comments/{(beside_id := (await comment(CLEO, subject=subject))['id'])}"
        below = f"/comments/{(await comment(CLEO, reviewId=review_id))['id']}"
        paths += [f"{path}/reviews", f"{path}/comments", review, f"{review}/comments", f"{review}/revisions"]
        paths += [beside, below, f"{below}/replies"]
        writes += [
            ("PUT", f"{review}/reactions/like", None),
            ("PUT", f"{below}/reactions/like", None),
            ("POST", "/comments", {"reviewId": review_id, "text": "x"}),
            ("POST", "/comments", {"parentId": beside_id, "text": "x"}),
            ("POST", "/reviews", {"subject": subject, "rating": 1}),
            ("POST", "/reports", {"kind": "review", "targetId": review_id, "reason": "spam"}),
        ]
    for path in paths:
        await reviewing.get(CLEO, path)

    await list_titles(2, listed=False)
    for path in paths:
        assert (await reviewing.refusal(CLEO, "GET", path))[0] == 404, path
    for method, path, body in writes:
        assert (await reviewing.refusal(CLEO, method, path, json=body))[0] == 404, path
    # Authors find what they have written among their own reviews, where they may delete it.
    assert len(await reviewing.get(ADA, "/me/reviews")) == len(SUBJECTS)

    await list_titles(3, listed=True)
    for path in paths:
        await reviewing.get(CLEO, path)
