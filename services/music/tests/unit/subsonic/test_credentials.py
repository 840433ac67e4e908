"""What apps present, and whether it proves a secret."""

from hashlib import md5

import pytest

from music.domain.subsonic.credentials import Presented, new_secret, plain
from music.domain.subsonic.failures import SubsonicFailure

SECRET = "sesame"


def token(salt: str) -> str:
    return md5(f"{SECRET}{salt}".encode()).hexdigest()


def test_the_token_is_that_of_the_specification() -> None:
    # http://www.subsonic.org/pages/api.jsp: password sesame, salt c19b2d.
    assert token("c19b2d") == "26719a1196d2a940705a59634eb18eab"
    assert Presented("joe", token="26719a1196d2a940705a59634eb18eab", salt="c19b2d").fits(SECRET)


@pytest.mark.parametrize(
    ("presented", "expected"),
    [
        (Presented("joe", token=token("salt"), salt="salt"), True),
        (Presented("joe", token=token("salt").upper(), salt="salt"), True),
        (Presented("joe", token=token("salt"), salt="other"), False),
        (Presented("joe", token="é", salt="salt"), False),
        (Presented("joe", password="sesame"), True),
        (Presented("joe", password="enc:736573616d65"), True),
        (Presented("joe", password="enc:736573616D65"), True),
        (Presented("joe", password="enc:xyz"), False),
        (Presented("joe", password="Sesame"), False),
        (Presented("joe", password=""), False),
    ],
)
def test_what_is_presented_proves_the_secret_or_not(presented: Presented, expected: bool) -> None:
    assert presented.fits(SECRET) is expected


@pytest.mark.parametrize(
    ("presented", "code"),
    [
        (Presented("joe", password="x"), None),
        (Presented("joe", token="x", salt="y"), None),
        (Presented(None, api_key="x"), None),
        (Presented(None), 10),
        (Presented(None, password="x"), 10),
        (Presented("joe"), 10),
        (Presented("joe", token="x"), 10),
        (Presented("joe", salt="x"), 10),
        (Presented("joe", password="x", token="y", salt="z"), 43),
        (Presented("joe", password="x", salt="z"), 43),
        (Presented("joe", api_key="x"), 43),
        (Presented(None, password="x", api_key="x"), 43),
    ],
)
def test_one_complete_mechanism_is_required(presented: Presented, code: int | None) -> None:
    if code is None:
        presented.check()
        return
    with pytest.raises(SubsonicFailure) as failure:
        presented.check()
    assert failure.value.code == code


def test_secrets_are_random_and_stay_out_of_texts() -> None:
    first, second = new_secret(), new_secret()
    assert first != second
    assert (first[:4], len(first)) == ("mqs_", 28)
    assert first not in repr(Presented("joe", password=first, token=first, salt=first, api_key=first))
    assert plain("enc:ff") == "enc:ff"
