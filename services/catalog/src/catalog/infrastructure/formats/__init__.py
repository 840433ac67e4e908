"""Compact values that a title's row holds, so that a page needs no lookup per title in the tables behind them."""
