"""Settings of billing, from the environment."""

from chassis.settings import ServiceSettings, prefixed


class Settings(ServiceSettings):
    """Settings of billing: `BILLING_…`."""

    model_config = prefixed("BILLING")

    web_url: str = "http://localhost:8000"
    """Address of the web application that providers send users back to."""
    job_concurrency: int = 16
    """Jobs that a worker runs at once."""
    seller: str = "Marquee"
    """Who sells, as invoices state it: the name, and more lines with the address and the number for tax."""
