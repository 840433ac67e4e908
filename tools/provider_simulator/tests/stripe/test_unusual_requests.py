"""Requests that no sensible client sends, and prices that change while a schedule waits: no error of the server."""

from typing import Any

import httpx2
import pytest
import stripe

from provider_simulator.payments.simulated import SimulatedPayments

pytestmark = pytest.mark.integration

MONTHLY = {"currency": "usd", "unit_amount": "400", "recurring[interval]": "month"}


class Api:
    """Sends forms as they are, which the SDK would not."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/v1"

    def post(self, path: str, form: dict[str, str], status: int = 200) -> Any:
        response = httpx2.post(f"{self._url}{path}", data=form, headers={"authorization": "Bearer sk_test_key"})
        assert response.status_code == status, response.text
        return response.json() if status == 200 else response.json()["error"]


@pytest.fixture
def api(simulator: SimulatedPayments) -> Api:
    """Return a client of the simulator without anything stored."""
    simulator.reset()
    return Api(simulator.stripe_url)


@pytest.mark.parametrize(
    ("path", "form", "param"),
    [
        ("/coupons", {"percent_off": "nan"}, "percent_off"),
        ("/coupons", {"percent_off": "sNaN"}, "percent_off"),
        ("/subscriptions", {"customer": "cus_1", f"items[{'1' * 5_000}][price]": "price_1"}, "items"),
        ("/webhook_endpoints", {"enabled_events[]": "*", "url": "http://["}, "url"),
        ("/webhook_endpoints", {"enabled_events[]": "*", "url": "http://h:99999/"}, "url"),
        ("/webhook_endpoints", {"enabled_events[]": "*", "url": "http://h/\n"}, "url"),
    ],
)
def test_values_beyond_their_type_are_named(api: Api, path: str, form: dict[str, str], param: str) -> None:
    assert api.post(path, form, status=400)["param"] == param


def test_a_product_keeps_a_name(api: Api) -> None:
    product = api.post("/products", {"name": "Plus"})["id"]
    assert api.post(f"/products/{product}", {"name": ""}, status=400)["param"] == "name"


def test_the_data_of_an_event_are_not_expanded(client: stripe.StripeClient, customer: stripe.Customer) -> None:
    [event, *_] = client.v1.events.list().data
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        client.v1.events.retrieve(event.id, {"expand": ["data.object"]})


def test_settings_of_a_subscription_cannot_be_unset(api: Api, simulator: SimulatedPayments) -> None:
    price = api.post("/prices", {**MONTHLY, "product_data[name]": "Plus"})["id"]
    customer = api.post("/customers", {})["id"]
    order = {"customer": customer, "items[0][price]": price, "trial_period_days": "2"}
    path = f"/subscriptions/{api.post('/subscriptions', order)['id']}"
    before = api.post(path, {"trial_settings[end_behavior][missing_payment_method]": "pause"})
    after = api.post(path, {"trial_settings": "", "payment_settings": ""})
    assert [after[name] for name in ("trial_settings", "payment_settings")] == [
        before[name] for name in ("trial_settings", "payment_settings")
    ]
    simulator.advance(days=3)
    assert api.post(path, {})["status"] == "paused"


def test_a_phase_begins_though_its_price_has_become_inactive(api: Api, simulator: SimulatedPayments) -> None:
    price, cheaper = (api.post("/prices", {**MONTHLY, "product_data[name]": name})["id"] for name in ("Plus", "Basic"))
    customer = api.post("/customers", {})["id"]
    card = api.post("/payment_methods/pm_card_visa/attach", {"customer": customer})["id"]
    order = {"customer": customer, "items[0][price]": price, "default_payment_method": card}
    subscription = api.post("/subscriptions", order)["id"]
    schedule = api.post("/subscription_schedules", {"from_subscription": subscription})
    phases = {
        "phases[0][items][0][price]": price,
        "phases[0][start_date]": str(schedule["phases"][0]["start_date"]),
        "phases[0][end_date]": str(schedule["phases"][0]["end_date"]),
        "phases[1][items][0][price]": cheaper,
    }
    path = f"/subscription_schedules/{schedule['id']}"
    api.post(path, phases)
    api.post(f"/prices/{cheaper}", {"active": "false"})
    simulator.advance(days=32)
    [item] = api.post(f"/subscriptions/{subscription}", {})["items"]["data"]
    assert item["price"]["id"] == cheaper


def test_a_phase_has_prices_of_one_interval(api: Api) -> None:
    price = api.post("/prices", {**MONTHLY, "product_data[name]": "Plus"})["id"]
    yearly = api.post("/prices", {**MONTHLY, "product_data[name]": "Year", "recurring[interval]": "year"})["id"]
    customer = api.post("/customers", {})["id"]
    subscription = api.post("/subscriptions", {"customer": customer, "items[0][price]": price})["id"]
    schedule = api.post("/subscription_schedules", {"from_subscription": subscription})["id"]
    phases = {"phases[0][items][0][price]": price, "phases[0][items][1][price]": yearly}
    error = api.post(f"/subscription_schedules/{schedule}", phases, status=400)
    assert "same billing interval" in error["message"]
