"""Which album continues another one."""

from uuid import UUID

import pytest

from music.domain.library.succession import successors

A, B, C, D = (UUID(int=number) for number in range(1, 5))


@pytest.mark.parametrize(
    ("moves", "inhabited", "expected"),
    [
        ([], set(), {}),
        ([(A, A)], set(), {}),
        ([(A, B), (A, B)], set(), {A: B}),
        ([(A, B)], {A}, {}),
        ([(A, C), (A, B), (A, C)], set(), {A: C}),
        ([(A, C), (A, B)], set(), {A: B}),
        ([(A, C), (B, C), (D, D)], {D}, {A: C, B: C}),
        ([(A, B), (B, A)], {A, B}, {}),
    ],
)
def test_an_album_without_tracks_is_continued_where_most_of_them_are(
    moves: list[tuple[UUID, UUID]], inhabited: set[UUID], expected: dict[UUID, UUID]
) -> None:
    assert successors(moves, inhabited) == expected
