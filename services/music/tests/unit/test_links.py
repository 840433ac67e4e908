"""What links state, and what is no link of this service."""

from uuid import UUID

import pytest

from music.domain.covers.pictures import CoverSize
from music.domain.streaming.encodings import BitRate, Encoding, Target
from music.domain.streaming.links import Linked, LinkedContent

ID = UUID(int=7)
FORMS = {
    "music/audio/": Linked(LinkedContent.AUDIO, ID),
    "music/audio/opus/96/": Linked(LinkedContent.AUDIO, ID, Target(Encoding.OPUS, BitRate.K96)),
    "music/track-cover/thumb/": Linked(LinkedContent.TRACK_COVER, ID, size=CoverSize.THUMB),
    "music/album-cover/original/": Linked(LinkedContent.ALBUM_COVER, ID, size=CoverSize.ORIGINAL),
    "music/archive/": Linked(LinkedContent.ARCHIVE, ID),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_form_states_one_content(form: str) -> None:
    assert FORMS[form].form == form
    assert Linked.parse(form, ID) == FORMS[form]


@pytest.mark.parametrize(
    "form",
    [
        "",
        "music/",
        "music/audio",
        "music/audio/opus/",
        "music/audio/opus/97/",
        "music/audio/opus/x/",
        "music/audio/flac/96/",
        "music/track-cover/",
        "music/album-cover/huge/",
        "music/archive/thumb/",
        "music/other/",
        "renditions/6f1ed002/",
    ],
)
def test_another_form_is_refused(form: str) -> None:
    with pytest.raises(ValueError, match=r"form of a link|valid|literal"):
        Linked.parse(form, ID)
