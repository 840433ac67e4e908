"""Subjects, reviews, comments and reactions: rules and keys."""

from datetime import timedelta
from uuid import UUID

import pytest

from chassis.testing.clock import NOON
from social.domain.reviews.averages import Average, TitleRatings
from social.domain.reviews.comment import Comment, Thread
from social.domain.reviews.errors import CommentTooDeep, ContentChanged, NotAuthor, ReviewEmpty, TextInvalid
from social.domain.reviews.reaction import counted
from social.domain.reviews.review import Content, Review, check_author, check_version
from social.domain.reviews.subject import Subject
from social.domain.reviews.text import clean

pytestmark = pytest.mark.unit

TITLE, USER, ID = UUID(int=1), UUID(int=2), UUID(int=3)
LATER = NOON + timedelta(hours=1)


@pytest.mark.parametrize(
    ("subject", "key"),
    [
        (Subject.of_title(TITLE), f"title:{TITLE}"),
        (Subject.of_title(TITLE, 0), f"season:{TITLE}:0"),
        (Subject.of_title(TITLE, 2, 7), f"episode:{TITLE}:2:7"),
        (Subject.of_list(TITLE), f"list:{TITLE}"),
    ],
)
def test_a_subject_is_read_from_its_key(subject: Subject, key: str) -> None:
    assert subject.key == key
    assert Subject.parse(key) == subject
    assert Thread.parse(key) == Thread(subject=subject)
    assert Thread(subject=subject).key == key


@pytest.mark.parametrize("key", ["", "title", "title:x", f"title:{TITLE}:1", f"season:{TITLE}", f"list:{TITLE}:1"])
def test_another_text_is_no_key(key: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message is of no interest
        Subject.parse(key)


def test_a_thread_below_a_review_is_read_from_its_key() -> None:
    assert Thread.parse(Thread(review_id=ID).key) == Thread(review_id=ID)


def test_texts_are_without_outer_spaces_and_of_one_kind_of_lines() -> None:
    assert clean("  a\r\nb\rc \n") == "a\nb\nc"
    with pytest.raises(TextInvalid):
        clean(" \r\n\t")


def review(subject: Subject, rating: int | None = 80, text: str | None = "Good") -> Review:
    return Review(ID, USER, subject, Content(rating, text, "en").checked(), NOON, NOON)


def test_a_change_of_a_review_is_a_version_and_its_former_content_a_revision() -> None:
    before = review(Subject.of_title(TITLE))

    after = before.changed(Content(90, " Better ", "en"), LATER)

    assert (after.version, after.content, after.updated_at) == (2, Content(90, "Better", "en"), LATER)
    assert (before.revision().number, before.revision().content) == (1, Content(80, "Good", "en"))
    assert after.changed(Content(90, "Better", "en"), LATER) is after
    with pytest.raises(ReviewEmpty):
        after.changed(Content(None, None, "en"), LATER)


def test_what_is_left_of_a_deleted_review_has_neither_author_nor_content() -> None:
    left = review(Subject.of_title(TITLE)).deleted(LATER)

    assert (left.user_id, left.content, left.status) == (None, Content(None, None, None), "deleted")
    assert left.counted_rating is None


def test_only_the_rating_of_a_visible_review_of_a_title_counts() -> None:
    assert review(Subject.of_title(TITLE)).counted_rating == 80
    assert review(Subject.of_title(TITLE, 1)).counted_rating is None
    assert review(Subject.of_list(TITLE)).counted_rating is None


def test_authors_and_versions_are_checked() -> None:
    check_author(USER, USER)
    check_version(2, None)
    check_version(2, frozenset({1, 2}))
    with pytest.raises(NotAuthor):
        check_author(None, USER)
    with pytest.raises(ContentChanged):
        check_version(2, frozenset({1}))


def test_replies_have_three_levels() -> None:
    comment = Comment(ID, Thread(review_id=ID), USER, "Yes", False, NOON, NOON)
    chain = [Comment(ID, comment.thread, USER, "Yes", False, NOON, NOON, level=level) for level in range(4)]

    assert [reply.reply_level() for reply in chain[:3]] == [1, 2, 3]
    with pytest.raises(CommentTooDeep):
        chain[3].reply_level()
    assert comment.changed("Yes", False, LATER) is comment
    assert comment.changed("No", False, LATER).version == 2
    assert (comment.deleted(LATER).user_id, comment.deleted(LATER).text) == (None, None)


def test_reactions_are_counted_by_kind_and_none_is_absent() -> None:
    assert counted({}, "like", 1) == {"like": 1}
    assert counted({"helpful": 1, "like": 2}, "helpful", -1) == {"like": 2}


def rated(*ratings: int) -> TitleRatings:
    title = TitleRatings(TITLE)
    for rating in ratings:
        title = title.replaced(None, rating)
    return title


def test_a_group_of_five_has_an_average() -> None:
    assert rated(10, 20, 30, 41).shown_again(5).shown is None
    five = rated(10, 20, 30, 41, 0).shown_again(5)
    assert five.shown is not None
    assert (five.shown.value, five.shown.raters) == (20.2, 5)
    assert five.replaced(0, None).shown_again(1).shown is None


def test_an_average_stays_until_five_users_have_changed_theirs() -> None:
    before = rated(10, 20, 30, 40, 50).shown_again(5)
    after = before.replaced(None, 90)
    for changed in range(1, 5):
        assert after.shown_again(changed).shown == before.shown
    assert after.shown_again(5).shown == Average(6, 240)
    # A group that was too small for a moment would show one rating by the difference of its averages.
    small = before.replaced(50, None).shown_again(1)
    assert small.replaced(None, 90).shown_again(2).shown is None
    assert small.replaced(None, 90).shown_again(5).shown == Average(5, 190)
