"""Routes of invoices and payments."""
