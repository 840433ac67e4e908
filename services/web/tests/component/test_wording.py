"""Pages in Ukrainian say in Ukrainian what is wrong with a form."""

import re
from typing import Any

import httpx2
import pytest
from services.web.tests.component.test_account import CSRF, PROFILE
from services.web.tests.component.test_sessions import cookies
from services.web.tests.component.test_webhooks import HOOKS, hooks
from services.web.tests.fakes import FakeApi
from services.web.tests.library_data import IMPORT, own_list, page, row, run

from web.application.api import ApiError, Reply

pytestmark = pytest.mark.unit

SIGN_UP = {"email": "ada", "username": "a", "password": "short"}
PROBLEMS = re.compile(r'<(span|div|p) [^>]*class="(?:problem|form-problem)"[^>]*>(.*?)</\1>', re.DOTALL)
ENGLISH = re.compile(r"\b(?:must|is|the|at|be|not|of|check|required)\b", re.IGNORECASE)


def rejection(*errors: tuple[str, str, dict[str, Any]]) -> ApiError:
    """Return the error of a form, with the sentence of the API for each field."""
    entries = [
        {"field": field, "in": "body", "rule": rule, "params": params, "message": "must be the English one"}
        for field, rule, params in errors
    ]
    return ApiError(400, "VALIDATION_ERROR", "must be the English one", {"errors": entries})


async def sent(http: httpx2.AsyncClient, address: str, **form: str) -> str:
    """Return what the page says of a rejected form to a user who reads Ukrainian."""
    headers = {"Cookie": f"{cookies()['Cookie']}; __Host-marquee-language=uk"}
    response = await http.post(address, data={**CSRF, **form}, headers=headers)
    assert (response.status_code, 'lang="uk"' in response.text) == (400, True)
    problems = " ".join(text for _, text in PROBLEMS.findall(response.text))
    assert problems != ""
    return problems


async def test_the_form_of_an_account(http: httpx2.AsyncClient, api: FakeApi) -> None:
    length = {"minLength": 8, "maxLength": 128}
    name = {"minLength": 3, "maxLength": 30}
    broken = rejection(("email", "email", {}), ("username", "username", name), ("password", "length", length))
    api.on("auth/register", broken, "POST")
    problems = await sent(http, "/sign-up", **SIGN_UP)
    assert '<a href="#field-password">Пароль: Потрібно від 8 до 128 символів.</a>' in problems
    assert "Має бути адресою електронної пошти." in problems
    assert not ENGLISH.search(re.sub("<.*?>", " ", problems))


async def test_the_form_of_a_profile(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("users/me", Reply(200, PROFILE))
    broken = rejection(("bio", "string_too_long", {"maxLength": 500}), ("website", "http_url", {}))
    api.on("users/me", broken, "PATCH")
    problems = await sent(http, "/account/profile", username="ada")
    assert "Про себе: Дозволено щонайбільше 500 символів." in problems
    assert not ENGLISH.search(re.sub("<.*?>", " ", problems))


async def test_the_form_of_a_webhook(http: httpx2.AsyncClient, api: FakeApi) -> None:
    hooks(api)
    api.on("notifications/webhooks", rejection(("url", "url_scheme", {"allowed": ["https"]})), "POST")
    problems = await sent(http, HOOKS, url="ftp://hooks.example")
    assert "Адреса: Має бути URL-адресою з однією зі схем: https." in problems
    assert not ENGLISH.search(re.sub("<.*?>", " ", problems))


async def test_the_form_of_a_list(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("me/lists", page(own_list()))
    api.on("me/lists", rejection(("name", "string_too_long", {"maxLength": 100})), "POST")
    problems = await sent(http, "/my/lists", name="n" * 101)
    assert "Дозволено щонайбільше 100 символів." in problems
    assert not ENGLISH.search(re.sub("<.*?>", " ", problems))


async def test_the_rows_of_an_import(http: httpx2.AsyncClient, api: FakeApi) -> None:
    notice = {"file": "", "code": "dates_ambiguous", "message": "every date can be read in two orders"}
    ignored = [{"file": "", "reason": "followed", "count": 2}, {"file": "", "reason": "not_written_yet", "count": 1}]
    stored = run(counts={"rejected": 1}, notices=[notice], ignored=ignored)
    api.on(f"me/imports/{IMPORT}", Reply(200, stored))
    wrong = row(status="rejected", alternatives=[], code="invalid_date", field="Date", message="Date must be a day")
    api.on(f"me/imports/{IMPORT}/rows", page(wrong))
    headers = {"Cookie": f"{cookies()['Cookie']}; __Host-marquee-language=uk"}
    text = (await http.get(f"/my/imports/{IMPORT}", headers=headers)).text
    for words in (
        "Цю дату неможливо прочитати.",
        "Кожну дату можна прочитати двояко",
        "серіали, за якими ви стежите: 2",
    ):
        assert words in text
    assert "not_written_yet: 1" in text, "a reason without a text is shown as the API has it"
    for words in ("Date must be a day", "every date can be read"):
        assert words not in text
