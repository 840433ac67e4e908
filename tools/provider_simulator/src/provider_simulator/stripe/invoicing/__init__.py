"""Invoices with their lines, discounts and taxes."""
