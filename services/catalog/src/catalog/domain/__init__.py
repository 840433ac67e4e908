"""Rules of slugs, cards, releases and airings."""
