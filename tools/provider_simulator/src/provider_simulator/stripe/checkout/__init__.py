"""Checkout and the customer portal: sessions, and the pages on which a customer pays or changes a subscription."""
