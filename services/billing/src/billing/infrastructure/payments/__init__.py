"""Invoices, payments and refunds in Postgres."""
