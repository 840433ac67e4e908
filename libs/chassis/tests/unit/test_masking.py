"""No log line and no report of an error holds a secret, whatever text it came in."""

import json
import logging

import pytest

from chassis.runtime.logs import JsonFormatter
from chassis.runtime.observability.masking import mask, masked

pytestmark = pytest.mark.unit

SECRET = "S3cr3t-hunter2"
JWT = "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl"
KEY = "mq_" + "0a" * 23
DEVICE = "mqd_wS0Gm3m4L5d1qLwZ8r2bq0H3lJ4cVt9kYx6nPzEoQaU"
HOOK = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="

LEAKS = [
    # Headers as clients and servers show them.
    (f"Authorization: Bearer {JWT}", JWT),
    (f"authorization: Basic {SECRET}=", SECRET),
    (f"(b'authorization', b'Bearer {JWT}')", JWT),
    (f"[('authorization', 'Token {SECRET}')]", SECRET),
    (f'{{"Authorization": "{SECRET}"}}', SECRET),
    (f"Cookie: theme=dark; session={SECRET}; lang=pl", SECRET),
    (f"Set-Cookie: refresh={SECRET}; HttpOnly", SECRET),
    (f"(b'cookie', b'session={SECRET}')", SECRET),
    (f"x-api-key: {SECRET}", SECRET),
    # Addresses.
    (f"GET https://api.themoviedb.org/3/movie/550?api_key={SECRET}&language=en failed", SECRET),
    (f"https://www.omdbapi.com/?t=fight+club&apikey={SECRET}", SECRET),
    (f"https://bucket.s3.test/export?X-Amz-Signature={SECRET}&X-Amz-Date=1", SECRET),
    (f"postgresql://catalog:{SECRET}@127.0.0.1:5432/marquee", SECRET),
    (f"smtps://relay:{SECRET}@mail.test:465", SECRET),
    (f"/api/v1/auth/verify?token={SECRET}", SECRET),
    # Messages of drivers.
    (
        'duplicate key value violates unique constraint "uq_users_email" DETAIL:  Key (email)=(ann@home.pl) exists',
        "ann",
    ),
    (f"DETAIL:  Key (token_hash)=({SECRET}) already exists.", SECRET),
    (f"DETAIL:  Failing row contains (1, ann, {SECRET}, null).", SECRET),
    (f"(sqlalchemy.exc.DataError) [SQL: select 1] [parameters: ('{SECRET}', 1)] (Background on this error)", SECRET),
    (f"could not connect: password={SECRET} host=db", SECRET),
    (f"SASL authentication failed: sasl_plain_password='{SECRET}'", SECRET),
    # The texts of Python objects.
    (f"Login(email='ann', password='{SECRET}')", SECRET),
    (f"{{'refresh_token': '{SECRET}', 'n': 1}}", SECRET),
    (f'{{"clientSecret":"{SECRET}"}}', SECRET),
    (f"client_secret = {SECRET}", SECRET),
    # What has a form of its own.
    (f"rejected {JWT}", JWT),
    (f"key {KEY} is revoked", KEY),
    (f"device {DEVICE}", DEVICE),
    (f"signing with {HOOK}", HOOK),
    ("cannot deliver to ann.smith+tv@mail.example.org: mailbox full", "ann.smith+tv"),
]


@pytest.mark.parametrize(("text", "secret"), LEAKS)
def test_a_secret_is_masked_wherever_it_occurs(text: str, secret: str) -> None:
    assert secret in text
    assert secret not in mask(text)
    assert secret not in str(masked("reason", {"inner": [text]}))
    failure = RuntimeError(text)
    record = logging.LogRecord("test", logging.ERROR, __file__, 1, "%s", (text,), (RuntimeError, failure, None))
    record.reason = failure
    line = JsonFormatter("catalog").format(record)
    assert secret not in line
    assert json.loads(line)["level"] == "error"


@pytest.mark.parametrize(
    "text",
    [
        "a token was refused",
        "the basic rules apply",
        "https://example.org/a:b@c is no credential",
        "imported 3 titles in 1.5 s",
        "Key (media_id)=(2f4b1f54-51a8-5c6e-9a3c-0f7f4b0a9f11) already exists.",
        "consumer (group catalog) at media.imported/3/1204",
        "ghi@",
    ],
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert mask(text) == text


def test_the_domain_of_an_address_is_kept() -> None:
    assert mask("refused by ann@mail.example.org") == "refused by ***@mail.example.org"
