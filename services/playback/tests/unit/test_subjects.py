"""The written form of subjects."""

from uuid import UUID

import pytest

from playback.domain.assets.subject import Subject

pytestmark = pytest.mark.unit

MEDIA = UUID("bdf784d0-c2eb-5939-9d13-a7324e63a0e9")


@pytest.mark.parametrize(
    ("subject", "written"),
    [
        (Subject(MEDIA), str(MEDIA)),
        (Subject(MEDIA, trailer=True), f"{MEDIA}:trailer"),
        (Subject(MEDIA, 2, 5), f"{MEDIA}:2x05"),
        (Subject(MEDIA, 0, 120), f"{MEDIA}:0x120"),
    ],
)
def test_subject_is_read_as_it_is_written(subject: Subject, written: str) -> None:
    assert str(subject) == written
    assert Subject.parse(written) == subject


@pytest.mark.parametrize("text", ["", "1", f"{MEDIA}:", f"{MEDIA}:2x", f"{MEDIA}:2x5:trailer", f"{MEDIA}:teaser"])
def test_any_other_text_is_no_subject(text: str) -> None:
    with pytest.raises(ValueError, match="is no subject"):
        Subject.parse(text)
