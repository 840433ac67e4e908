"""Bodies that are compressed once: codings, their tags, and confirmations."""

import gzip

import pytest
from starlette.datastructures import Headers

from chassis.http.follow_up.representations import Representation

pytestmark = pytest.mark.unit

TEXT = Representation.of(b"text " * 100, "text/plain")
PICTURE = Representation.of(b"\x89PNG", "image/png", compresses=False)


def test_each_coding_has_a_tag_of_its_own() -> None:
    plain = TEXT.response(Headers({}), "no-cache")
    packed = TEXT.response(Headers({"accept-encoding": "br, gzip"}), "no-cache")
    assert (plain.body, gzip.decompress(packed.body)) == (TEXT.body, TEXT.body)
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["etag"] == f'"{TEXT.digest}-gzip"'
    assert plain.headers["etag"] == f'"{TEXT.digest}"'
    assert {response.headers["vary"] for response in (plain, packed)} == {"Accept-Encoding"}


@pytest.mark.parametrize("condition", ["{tag}", "W/{tag}", '"other", {tag}', "*"])
def test_a_client_that_has_it_gets_a_confirmation(condition: str) -> None:
    sent = condition.format(tag=f'"{TEXT.digest}"')
    response = TEXT.response(Headers({"if-none-match": sent}), "no-cache")
    assert (response.status_code, response.body) == (304, b"")


@pytest.mark.parametrize("condition", ['"other"', f'"{TEXT.digest}-gzip"', TEXT.digest])
def test_any_other_tag_confirms_nothing(condition: str) -> None:
    assert TEXT.response(Headers({"if-none-match": condition}), "no-cache").status_code == 200


def test_what_is_compressed_already_stays_as_it_is() -> None:
    response = PICTURE.response(Headers({"accept-encoding": "gzip"}), "no-cache")
    assert response.body == PICTURE.body
    assert not {"content-encoding", "vary"} & set(response.headers)
