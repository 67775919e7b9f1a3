"""The page of a live city, in front of the server that simulates it."""

import re
import signal
import subprocess
import sys

import pytest
from looking import DECIMAL_POINT, hold, texts

import segsim
from segsim.texts import catalogue, words

CITY = ["city=grid", "city.households=6000", "years=5", "burn_in.years=2", "seed=2"]
LAPTOP, PHONE = {"width": 1400, "height": 900}, {"width": 420, "height": 860}
EN = words("en")


@pytest.fixture(scope="module")
def server():
    """The address of a server of a small city."""
    code = "import sys; from segsim.cli.main import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "explore", "--live", "--no-browser", *CITY]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    for line in process.stdout:
        found = re.search(r"http://127\.0\.0\.1:\d+/", line)
        if found:
            break
    yield found[0]
    process.send_signal(signal.SIGINT)
    assert process.wait(20) in {0, 130}


@pytest.fixture
def live(server, opened):
    """Return a function that opens the live page and waits for its last year."""

    def open_live(fragment="", *, wait=True, **options):
        page = opened(f"{server}{fragment}", **options)
        page.wait_for_selector("html[data-ready]")
        if wait:
            finished(page)
        return page

    return open_live


def finished(page):
    """Wait until all years are there on both sides."""
    page.wait_for_function(
        "() => document.querySelectorAll('#charts details')[1] && document.getElementById('year-shown').textContent === '2030'",
        timeout=30_000,
    )


def switch_on(page, policy):
    for place in ("#levers-policies", f"#details-{policy}"):
        if page.get_attribute(place, "open") is None:
            page.click(f"{place} > summary")
    page.check(f"#policy-{policy}")


def test_without_levers_both_sides_are_one_city(live):
    page = live()
    assert page.inner_text("#sentence") == EN("explorer.live.unchanged")
    assert "B − A 0.0000" in page.inner_text("#charts article >> nth=0")


def test_a_lever_makes_another_city(live):
    page = live()
    before = page.inner_text("#charts article >> nth=1")
    switch_on(page, "infill")
    page.wait_for_function(
        "() => document.getElementById('command').textContent.includes('policy=[infill]')"
    )
    page.wait_for_function(
        "() => /higher|lower/.test(document.getElementById('sentence').textContent)", timeout=30_000
    )
    after = page.inner_text("#charts article >> nth=1")
    assert before.split("B")[0] == after.split("B")[0]  # A is the city it was
    page.wait_for_function("() => location.hash.includes('policy=infill')")
    page.click("#levers-clear")
    page.wait_for_function(
        f"() => document.getElementById('sentence').textContent === {EN('explorer.live.unchanged')!r}"
    )


def test_both_sides_show_the_same_year_while_b_catches_up(live):
    page = live()
    assert page.inner_text("#year-shown") == "2030"
    seen = page.evaluate(
        """async () => {
          const note = document.getElementById('map-note'), seen = [];
          const watch = new MutationObserver(() => seen.push(note.textContent));
          watch.observe(note, { childList: true });
          const key = 'behaviour.own_language';
          document.querySelector('#levers-preferences summary').click();
          const slider = document.getElementById(`lever-${key}`);
          slider.value = '2';
          slider.dispatchEvent(new Event('input', { bubbles: true }));
          await new Promise((done) => setTimeout(done, 4000));
          return seen;
        }"""
    )
    assert any("2026" in text for text in seen)
    assert not any(year in page.inner_text("#map-note") for year in ("2026", "2029"))


def test_the_link_carries_the_levers(live):
    page = live(
        "#policy=infill&policy.infill.intensity=0.5&driver.interest=0.02&behaviour.own_language=2"
    )
    page.wait_for_function(
        "() => document.getElementById('command').textContent.includes('intensity=0.5')"
    )
    command = page.inner_text("#command")
    for part in ("policy=[infill]", "driver.interest=0.02", "behaviour.own_language=2"):
        assert part in command
    page.click("#levers-policies > summary")
    page.click("#details-infill > summary")
    assert page.is_checked("#policy-infill")
    assert page.input_value("[id='lever-policy.infill.intensity']") == "0.5"


def test_a_link_with_a_mistake_says_so(server, chromium):
    context = chromium.new_context()  # the refusal is an error of the console, too
    page = context.new_page()
    page.goto(f"{server}#policy=infil")
    page.wait_for_function(
        "() => document.getElementById('levers').textContent.includes(\"'infill'\")"
    )
    assert "infil" in page.inner_text("#levers")
    assert page.inner_text("#sentence") == ""  # nothing is waited for
    context.close()


@pytest.mark.parametrize("language", ["en", "fi"])
@pytest.mark.parametrize(("name", "viewport"), [("laptop", LAPTOP), ("phone", PHONE)])
def test_it_is_accessible_and_fits(live, accessible, picture, language, name, viewport):
    page = live(f"#lang={language}&policy=tram,infill", viewport=viewport)
    for place in ("policies", "drivers", "preferences"):
        page.click(f"#levers-{place} > summary")
    page.click("#details-tram > summary")
    page.click("#details-infill > summary")
    accessible(page)
    hold(page)
    picture(page, f"live_{language}_{name}")
    page.click("#tab-lessons")
    page.wait_for_selector("#lesson-results table")
    accessible(page)
    hold(page)
    picture(page, f"lesson_{language}_{name}")


def test_finnish_is_finnish(live):
    page = live("#lang=fi&policy=tram,infill")
    for summary in page.query_selector_all("#city summary"):
        if summary.is_visible():
            summary.click()
    seen = texts(page, "#city")
    page.click("#tab-lessons")
    page.wait_for_selector("#lesson-results table")
    seen += texts(page, "#lessons")
    english = {text for text in catalogue("en").values() if len(text) > 6 and "{" not in text}
    assert not english & {text.strip() for text in seen}
    assert [text for text in seen if DECIMAL_POINT.search(text)] == []


@pytest.mark.parametrize(
    "model", ["schelling", "block_city", "status_sorting", "bid_rent", "school_choice"]
)
def test_every_kind_of_lesson_plays(live, model):
    page = live(wait=False)
    page.click("#tab-lessons")
    page.select_option("#lesson-model", model)
    page.wait_for_function(
        "() => document.getElementById('lesson-said').textContent === ''", timeout=20_000
    )
    assert page.query_selector("#lesson-results table") or page.query_selector(
        "#lesson-results svg"
    )


def test_a_wish_moves_schelling(live):
    page = live(wait=False)
    page.click("#tab-lessons")
    page.wait_for_selector("#lesson-results table")
    before = page.inner_text("#lesson-results table")
    page.evaluate(
        """() => { const s = document.getElementById('lesson-similar_wanted');
        s.value = '60'; s.dispatchEvent(new Event('input', { bubbles: true })); }"""
    )
    page.wait_for_function(
        f"() => document.querySelector('#lesson-results table').innerText !== {before!r}"
    )


def test_numbers_on_the_page_are_those_of_the_run(live):
    page = live()
    model = segsim.build(CITY)
    model.run(5)
    rows = model.indicators.query(
        "year == 2030 and indicator == 'adjusted_dissimilarity' and level == 'neighbourhood' and group == 'language'"
    )
    assert f"A {EN.numbers.number(rows['value'].item(), 3)}" in page.inner_text(
        "#charts article >> nth=0"
    )


def test_nothing_plays_by_itself_where_less_motion_is_wanted(live):
    page = live(wait=False, reduced_motion="reduce")
    page.wait_for_timeout(1500)
    assert page.inner_text("#year-shown") == "2025"
