"""Invoices and receipts as documents."""
