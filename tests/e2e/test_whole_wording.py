"""Forms of the pages in Ukrainian, rejected by the real services: nothing of what the page then says is in English.

It needs the demo accounts, so it runs after the modules that count users.
"""

import re
from typing import Final

import httpx2
import pytest
from playwright.async_api import BrowserContext, expect
from playwright.async_api import Page as Tab

from browser_journeys import LONGEST_WAIT, press
from devstack.secret_files import VISITOR_EMAIL, load_secrets
from devstack.testing.browser_plugin import RealBrowser
from page_visits import sign_in, site
from stacks import Stack

pytestmark = pytest.mark.e2e

ENGLISH: Final = re.compile(r"\b(?:must|is|the|at|be|not|of|check|required|and|with|has|have)\b", re.IGNORECASE)
_UNCHECKED: Final = """() => {
  for (const form of document.forms) form.noValidate = true;
  for (const field of document.querySelectorAll("[maxlength]")) field.removeAttribute("maxlength");
}"""
"""What the browser would refuse by itself is sent: the services decide."""


async def opened(context: BrowserContext, address: str) -> Tab:
    """Return a page in Ukrainian whose forms the browser does not check."""
    tab = await context.new_page()
    await tab.goto(address)
    await expect(tab.locator("html")).to_have_attribute("lang", "uk")
    await tab.evaluate(_UNCHECKED)
    return tab


async def shown_problems(tab: Tab) -> str:
    """Return what a page says of a rejected form; raise AssertionError for English in it."""
    problems = tab.locator(".form-problem:not([hidden]), .problem")
    await expect(problems.first).to_be_visible()
    text = " ".join(await problems.all_inner_texts())
    assert not ENGLISH.search(text), text
    return text


async def test_a_rejected_form_is_ukrainian(
    real_browser: RealBrowser, origin: str, stack: Stack, demo_api: httpx2.Client
) -> None:
    assert not demo_api.is_closed
    async with site(real_browser, origin, "dark", "uk") as context:
        context.set_default_timeout(LONGEST_WAIT)
        tab = await opened(context, "/sign-up")
        await tab.get_by_label("Електронна адреса", exact=True).fill("ada")
        await tab.get_by_label("Ім'я користувача", exact=True).fill("a b")
        await tab.get_by_label("Пароль", exact=True).fill("short")
        await press(tab, "Створити обліковий запис")
        text = await shown_problems(tab)
        assert "Пароль: Потрібно від 8 до 128 символів." in text
        assert "Електронна адреса: Має бути адресою електронної пошти." in text

        await sign_in(context, VISITOR_EMAIL, load_secrets(stack.data, ()).demo_password)
        tab = await opened(context, "/account/profile")
        await tab.get_by_label("Сайт", exact=True).fill("ftp://example.org")
        await tab.get_by_role("button", name="Зберегти", exact=True).last.click()
        assert "Сайт: Має бути адресою, що починається з http:// або https://." in await shown_problems(tab)

        tab = await opened(context, "/account/notifications/webhooks")
        await tab.get_by_label("Адреса", exact=True).fill("ftp://hooks.example")
        await press(tab, "Створити вебхук")
        assert "Події: Потрібно щонайменше 1" in (await shown_problems(tab)).replace("Потрібен", "Потрібно")

        tab = await opened(context, "/my/lists")
        await tab.get_by_text("Новий список").click()
        await tab.get_by_label("Назва", exact=True).fill("n" * 101)
        await press(tab, "Створити список")
        assert "Дозволено щонайбільше 100 символів." in await shown_problems(tab)
