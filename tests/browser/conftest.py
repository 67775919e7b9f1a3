"""Pages in headless Chromium: no request to other hosts, no error, and pictures of what is seen."""

import os
import shutil
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

import segsim

sys.path.insert(0, str(Path(__file__).parent))
from study import small_study

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
LAPTOP, PHONE = {"width": 1400, "height": 900}, {"width": 420, "height": 860}
LOCAL = ("file://", "http://127.0.0.1", "data:", "blob:")


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None and "CI" not in os.environ:
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests of a worker."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium):
    """Return a function that opens a page and, in the end, hold it to being quiet and offline."""
    contexts, wrong = [], []

    def open_page(address, viewport=LAPTOP, **options):
        context = chromium.new_context(viewport=viewport, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        page.on(
            "console",
            lambda message: (
                wrong.append(f"console: {message.text}") if message.type == "error" else None
            ),
        )
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith(LOCAL) else wrong.append(f"request: {request.url}")
            ),
        )
        page.goto(address.as_uri() if isinstance(address, Path) else address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not wrong


@pytest.fixture
def accessible():
    """Return a function that holds a page to WCAG 2.1 AA as axe checks it."""

    def check(page):
        tags = {
            "runOnly": {
                "type": "tag",
                "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
            }
        }
        results = Axe().run(page, options=tags)
        found = [
            f"{v['id']}: {v['help']}: {[n['html'][:120] for n in v['nodes'][:3]]}"
            for v in results.response["violations"]
        ]
        assert not found, "\n".join(found)

    return check


@pytest.fixture
def picture(request, tmp_path_factory):
    """Return a function that keeps a picture of a page among the artefacts of the tests."""
    folder = Path(os.environ.get("SEGSIM_PICTURES", tmp_path_factory.getbasetemp() / "pictures"))
    folder.mkdir(parents=True, exist_ok=True)

    def take(page, name, **options):
        page.screenshot(path=folder / f"{name}.png", full_page=True, **options)

    return take


@pytest.fixture(scope="session")
def results(tmp_path_factory):
    """The results of a small study."""
    return segsim.load(small_study(tmp_path_factory.mktemp("study")))
