"""A real browser and the live server: its own page may listen, pages of other sites may not."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from segsim.explorer.live import runs, server
from segsim.explorer.live.settled import settled

CITY = ["city=grid", "city.households=2000", "burn_in.years=1", "years=3"]
PAGE = """<!doctype html><html lang=en><title>live</title><link rel=icon href="data:,">
<p style="color: #555555">years</p>
<script type=importmap>{"imports": {"add": "data:text/javascript,export default (a, b) => a + b"}}
</script>
<script type=module>
import add from "add"
window.seen = []
const source = new EventSource("/api/run?years=3")
for (const name of ["begin", "year", "end"])
  source.addEventListener(name, (event) => {
    window.seen.push(add(name, JSON.parse(event.data).year ?? ""))
    if (name !== "end") return
    source.close()
    document.querySelector("p").id = "ended"
  })
</script></html>"""
OTHER = "<!doctype html><title>another site</title>"
TRY = """async (address) => {
  try { return (await fetch(address, {mode: "no-cors"})).type } catch (error) { return "refused" }
}"""


@pytest.fixture(scope="module")
def live():
    """A live server in a thread; its address."""
    with settled(CITY) as city, server.listening(0) as door:
        found = server.Live(city, PAGE)
        ready = threading.Event()
        running = server.server_at(door, found, ready.set)
        thread = threading.Thread(target=running.run, kwargs={"sockets": [door]}, daemon=True)
        thread.start()
        assert ready.wait(30)
        yield found, f"http://127.0.0.1:{door.getsockname()[1]}/"
        running.should_exit = True
        thread.join(20)
        found.crew.end()


def test_the_page_listens_to_a_run_under_its_policy(opened, live):
    page = opened(live[1])
    page.wait_for_selector("#ended", timeout=20_000)  # a function would be against the policy
    years = [f"year{year}" for year in range(2025, 2029)]
    assert page.evaluate("window.seen") == ["begin", *years, "end"]


def test_what_does_not_stand_in_the_page_does_not_run(chromium, live):
    page = chromium.new_page()
    page.goto(live[1])
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'),"
        " {textContent: 'window.injected = true'}))"
    )
    assert page.evaluate("window.injected") is None
    page.close()


def test_a_page_of_another_site_hears_nothing_and_starts_nothing(
    chromium, live, tmp_path, monkeypatch
):
    begun = []
    monkeypatch.setattr(runs.Run, "next", begun.append)
    (tmp_path / "index.html").write_text(OTHER)
    handler = partial(SimpleHTTPRequestHandler, directory=tmp_path)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        page = chromium.new_page()
        page.goto(f"http://127.0.0.1:{other.server_address[1]}/index.html")
        assert page.evaluate(TRY, f"{live[1]}api/run?years=100") == "refused"
        assert page.evaluate(TRY, f"{live[1]}api/setting") == "refused"
        assert begun == []
        page.goto(f"{live[1]}")  # but a link may lead to the page
        assert page.title() == "live"
        page.close()
        other.shutdown()
