"""How fast the pages are: the explorer of a study, and a live city.

    python benchmarks/pages.py results/tampere_policies

Opens both in Chromium (on the path) and prints, as median (lowest … highest) of several tries: the
size of the explorer and the time until it can be used; updates a second of a live city of
100,000 households, and the time from a moved lever to the first new frame.
"""

import argparse
import re
import shutil
import signal
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from playwright.sync_api import Page, sync_playwright

import segsim
from segsim.explorer.saved import write_explorer

TRIES, YEARS = 5, 20
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
FRAMES = """async (move) => {
  const root = document.documentElement, times = [];
  const start = performance.now();
  const done = new Promise((resolve) => {
    const watch = new MutationObserver(() => requestAnimationFrame(() => {
      times.push(performance.now() - start);
      if (times.length === COUNT) { watch.disconnect(); resolve(); }
    }));
    watch.observe(root, { attributes: true, attributeFilter: ["data-frames"] });
  });
  const lever = document.getElementById("lever-policy.infill.intensity");
  lever.value = String(move);
  lever.dispatchEvent(new Event("input", { bubbles: true }));
  await done;
  return times;
}""".replace("COUNT", str(YEARS + 1))


def main() -> None:
    """Measure both pages and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path, help="results folder of a study")
    given = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        saved(page, given.results)
        live(page)
        browser.close()


def saved(page: Page, folder: Path) -> None:
    """Measure the explorer of a study."""
    results = segsim.load(folder)
    start = perf_counter()
    path = write_explorer(results)
    written = perf_counter() - start
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    usable = []
    for _ in range(TRIES):
        start = perf_counter()
        page.goto(path.resolve().as_uri())
        page.wait_for_selector("html[data-ready]")
        usable.append(perf_counter() - start)
        page.goto("about:blank")
    others = [url for url in asked if not url.startswith(("file://", "data:", "about:"))]
    study = results.study
    cells = len(results.atlas.cells)
    print(f"explorer: {len(study.scenarios)} scenarios x {study.years + 1} years x {cells} cells")
    print(f"  size {path.stat().st_size / 1e6:.2f} MB, written in {written:.1f} s")
    print(f"  usable after {told(usable, 's')}; requests to other hosts: {len(others)}")


def live(page: Page) -> None:
    """Measure a live city of 100,000 households."""
    with server() as address:
        page.goto(f"{address}#policy=infill")
        page.wait_for_selector("html[data-ready]")
        page.click("#levers-policies > summary")
        page.click("#details-infill > summary")
        page.wait_for_timeout(8_000)
        first, rate = [], []
        for attempt in range(TRIES):
            times = page.evaluate(FRAMES, 0.2 + 0.1 * attempt)
            first.append(times[0])
            rate.append(1000.0 * YEARS / (times[-1] - times[0]))
            page.wait_for_timeout(1_000)
        print("live: Tampere, 100,000 households, 20 years")
        print(f"  {told(rate, 'updates a second')}; lever to first new frame {told(first, 'ms')}")


@contextmanager
def server() -> Iterator[str]:
    """Serve a live city; yield its address."""
    code = "import sys; from segsim.cli.main import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "explore", "--live", "--no-browser"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    lines = (re.search(r"http://127\.0\.0\.1:\d+/", line) for line in process.stdout)
    try:
        yield next(found for found in lines if found)[0]
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


def told(values: list[float], unit: str) -> str:
    """Return the median of some values and their ends."""
    ends = f"{min(values):.3g} … {max(values):.3g}"
    return f"{statistics.median(values):.3g} ({ends}) {unit}"


if __name__ == "__main__":
    main()
