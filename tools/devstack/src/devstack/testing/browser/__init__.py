"""A real browser for tests of pages: Chromium from a package, driven by Playwright."""
