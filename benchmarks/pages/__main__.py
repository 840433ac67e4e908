"""How fast pages appear on a phone of the middle class, beside a bare page with the same bytes.

    python benchmarks/pages [--site http://localhost:8000] [--rounds 5] [/ /movies /calendar …]

It needs a running Marquee (`make run`). Each page is opened in a fresh browser without a cache, with the processor
slowed down four times, 1.6 Mbit/s, and 150 ms per round trip: the profile of Lighthouse for phones. Figures are
medians:

- FCP, LCP: first and largest contentful paint, after the beginning of the navigation;
- interactive: the end of the last task of more than 50 ms that began before the page was loaded, or the load itself;
- shift: cumulative layout shift; 0.1 is good;
- script, style, page: kilobytes as sent, compressed.

The floor is a bare server with the HTML, the style and the script of the page as stored files, in the same run.
"""

import argparse
import asyncio
import os
import statistics
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from bare_pages import Floor, bare_server
from playwright.async_api import Browser, Page, async_playwright

from devstack.folders import cache_folder
from devstack.testing.browser.chromium import ARGUMENTS, chromium

SITE: Final = "http://localhost:8000"
PAGES: Final = ("/", "/movies", "/trends", "/calendar", "/search?q=the")
SLOWDOWN: Final = 4
NETWORK: Final = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
PHONE: Final = {"width": 412, "height": 823}
OBSERVE: Final = """
window.seen = { fcp: 0, lcp: 0, shift: 0, tasks: [] };
const observe = (type, read) => {
  new PerformanceObserver((list) => list.getEntries().forEach(read)).observe({ type, buffered: true });
};
observe("paint", (entry) => { if (entry.name === "first-contentful-paint") seen.fcp = entry.startTime; });
observe("largest-contentful-paint", (entry) => { seen.lcp = entry.startTime; });
observe("layout-shift", (entry) => { if (!entry.hadRecentInput) seen.shift += entry.value; });
observe("longtask", (entry) => seen.tasks.push([entry.startTime, entry.startTime + entry.duration]));
"""
READ: Final = """() => {
  const [load] = performance.getEntriesByType("navigation");
  const late = seen.tasks.filter(([begin]) => begin < load.loadEventEnd).map(([, end]) => end);
  const sizes = { script: 0, style: 0, page: load.transferSize };
  for (const entry of performance.getEntriesByType("resource")) {
    if (entry.name.includes(".js")) sizes.script += entry.transferSize;
    if (entry.name.includes(".css")) sizes.style += entry.transferSize;
  }
  const interactive = Math.max(load.loadEventEnd, ...late);
  return { fcp: seen.fcp, lcp: seen.lcp, interactive, shift: seen.shift, ...sizes };
}"""
TIMES: Final = ("fcp", "lcp", "interactive")


@dataclass(frozen=True, slots=True)
class Opened:
    """The figures of one page."""

    figures: Mapping[str, float]
    html: bytes


@asynccontextmanager
async def phone(browser: Browser) -> AsyncIterator[Page]:
    """Yield a page of a slow phone without a cache."""
    context = await browser.new_context(locale="en-US", viewport=PHONE, service_workers="block")  # type: ignore[arg-type]
    page = await context.new_page()
    await page.add_init_script(OBSERVE)
    session = await context.new_cdp_session(page)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    await session.send("Network.enable")
    await session.send("Network.emulateNetworkConditions", NETWORK)
    try:
        yield page
    finally:
        await context.close()


async def opened(browser: Browser, address: str) -> Opened:
    """Open a page once."""
    async with phone(browser) as page:
        response = await page.goto(address, wait_until="load")
        assert response is not None, address
        assert response.ok, f"{address}: {response.status}"
        await page.wait_for_timeout(1000)
        return Opened(await page.evaluate(READ), await response.body())


async def medians(browser: Browser, address: str, rounds: int) -> tuple[dict[str, float], bytes]:
    """Return the median of each figure, and the HTML."""
    results = [await opened(browser, address) for _ in range(rounds)]
    names = results[0].figures
    return {name: statistics.median(one.figures[name] for one in results) for name in names}, results[0].html


async def measure(site: str, paths: Sequence[str], rounds: int) -> None:
    """Print the figures of each page beside its floor."""
    program = chromium(cache_folder(os.environ), os.environ)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=program.program, args=list(ARGUMENTS), env=dict(program.environment) or None
        )
        print(f"{'page':24}  FCP ms (ratio)   LCP ms (ratio)   interactive ms (ratio)  shift  script  style   page kB")
        for path in paths:
            figures, html = await medians(browser, site + path, rounds)
            async with bare_server(await Floor.of(site, html)) as floor:
                least, _ = await medians(browser, floor, rounds)
            times = "  ".join(f"{figures[name]:7.0f} ({figures[name] / least[name]:4.2f})" for name in TIMES)
            sizes = "  ".join(f"{figures[name] / 1000:6.1f}" for name in ("script", "style", "page"))
            print(f"{path:24}{times}          {figures['shift']:5.3f}  {sizes}")
        await browser.close()


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", default=SITE, help="where Marquee is, by its name: http://localhost:8000")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("paths", nargs="*", default=PAGES)
    arguments = parser.parse_args()
    asyncio.run(measure(arguments.site, arguments.paths, arguments.rounds))


if __name__ == "__main__":
    main()
