"""The explorer of a finished study, as a person finds it."""

import csv
import io
import json
import re

import matplotlib as mpl
import numpy as np
import pytest
from looking import DECIMAL_POINT, hold, texts

from segsim.explorer import panel
from segsim.explorer.document import page as page_of
from segsim.explorer.saved import document, write_explorer
from segsim.texts import catalogue, words

LAPTOP, PHONE = {"width": 1400, "height": 900}, {"width": 420, "height": 860}


@pytest.fixture(scope="session")
def path(results):
    return write_explorer(results)


@pytest.fixture
def explorer(path, opened):
    """Return a function that opens the explorer with a part after the # and waits for it."""

    def open_explorer(fragment="", **options):
        page = opened(f"{path.as_uri()}{fragment}", **options)
        page.wait_for_selector("html[data-ready]")
        return page

    return open_explorer


def settled(page):
    """Wait until what was asked for is drawn."""
    page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )


def pixel(page, side, cell):
    """Return the colour of a map in the middle of a cell."""
    settled(page)
    return page.evaluate(
        """async ([side, cell]) => {
          const { Geometry } = await import('segsim/map');
          const data = JSON.parse(document.getElementById('document').textContent);
          const geometry = new Geometry(data.map);
          const canvas = document.getElementById(`map-${side}`);
          const [x, y] = geometry.centres[cell], factor = canvas.width / (geometry.right - geometry.left);
          const at = [(x - geometry.left) * factor, (geometry.top - y) * factor].map(Math.round);
          return [...canvas.getContext('2d').getImageData(at[0], at[1], 1, 1).data].slice(0, 3);
        }""",
        [side, cell],
    )


def colour(scale, value, low, high):
    return [
        round(255 * c)
        for c in mpl.colormaps[scale].resampled(256)((value - low) / (high - low))[:3]
    ]


def downloaded(page, button):
    with page.expect_download() as waiting:
        page.click(f"#take-{button}")
    return waiting.value.path().read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "fi"])
@pytest.mark.parametrize(("name", "viewport"), [("laptop", LAPTOP), ("phone", PHONE)])
def test_it_is_accessible_and_fits(explorer, accessible, picture, language, name, viewport):
    page = explorer(f"#lang={language}&b=package&cell=3", viewport=viewport)
    for summary in page.query_selector_all("summary"):
        summary.click()
    settled(page)
    accessible(page)
    hold(page)
    picture(page, f"explorer_{language}_{name}")


def test_finnish_is_finnish(explorer):
    page = explorer("#lang=fi&b=package&cell=3")
    for summary in page.query_selector_all("summary"):
        summary.click()
    settled(page)
    english = {text for text in catalogue("en").values() if len(text) > 6 and "{" not in text}
    seen = texts(page)
    assert not english & {text.strip() for text in seen}
    assert [text for text in seen if DECIMAL_POINT.search(text)] == []
    assert page.get_attribute("html", "lang") == "fi"
    page.click("#language")
    assert page.get_attribute("html", "lang") == "en"
    assert not {t for t in catalogue("fi").values() if len(t) > 6 and "{" not in t} & {
        t.strip() for t in texts(page)
    } - {words("fi")("explorer.language.other"), "Suomeksi"}


def test_a_pixel_has_the_colour_of_its_value(explorer, results):
    data = document(results)
    page = explorer("#b=package&map=foreign_share")
    variable = data["variables"][0]
    areas = results.table("areas", ["neighbourhood", "foreign_share"], {"year": [2029]})
    mean = (
        areas[areas["behaviour"] == "mixed"]
        .groupby(["scenario", "neighbourhood"], observed=True)["foreign_share"]
        .mean()
    )
    cells = range(len(data["districts"]))
    for cell in list(cells)[:: max(len(cells) // 6, 1)]:
        a, b = (np.float32(mean[name, cell]) for name in ("baseline", "package"))
        assert pixel(page, "a", cell) == colour("cividis", a, variable["low"], variable["high"])
        reach = variable["reach"]
        assert pixel(page, "d", cell) == pytest.approx(
            colour("PuOr_r", b - a, -reach, reach), abs=3
        )


def test_the_number_on_the_screen_is_that_of_the_table(explorer, results):
    page = explorer("#b=package&cell=5")
    settled(page)
    shown = page.inner_text("#read")
    rows = list(csv.DictReader(io.StringIO(downloaded(page, "csv_map"))))
    areas = results.table("areas", ["neighbourhood", "foreign_share", "price"], {"year": [2029]})
    mine = areas[(areas["behaviour"] == "mixed") & (areas["neighbourhood"] == 5)]
    for side, scenario in (("a", "baseline"), ("b", "package")):
        mean = mine[mine["scenario"] == scenario]["foreign_share"].mean()
        assert float(rows[5][f"foreign_share_{side}"]) == pytest.approx(mean, rel=1e-6)
        assert words("en").numbers.percent(float(rows[5][f"foreign_share_{side}"]), 1) in shown
    table = results.compare()
    effect = table.query(
        "scenario == 'package' and behaviour == 'mixed' and indicator == 'adjusted_dissimilarity' and "
        "level == 'neighbourhood' and group == 'language' and year == 2029"
    ).iloc[0]
    numbers = words("en").numbers
    assert numbers.number(effect.estimate, 4, sign=True).lstrip("+−") in page.inner_text(
        "#sentence"
    )
    ends = (effect.low, effect.high)
    if effect.high < 0:  # "lower by" says the direction: the interval is of the size
        ends = (-effect.high, -effect.low)
    signed = effect.low <= 0 <= effect.high
    assert numbers.interval(*ends, 4, sign=signed) in page.inner_text("#sentence")
    lines = list(csv.DictReader(io.StringIO(downloaded(page, "csv_chart"))))
    last = next(row for row in lines if row["figure"] == "language_d" and row["year"] == "2029")
    assert float(last["difference"]) == pytest.approx(effect.estimate, abs=1e-6)


def test_maps_of_an_earlier_year_say_so(results, opened, tmp_path, monkeypatch):
    monkeypatch.setattr(panel, "MOST", 1)  # room for the first year and the last
    path = tmp_path / "thin.html"
    path.write_text(page_of(document(results)), encoding="utf-8")
    page = opened(f"{path.as_uri()}#lang=en&year=2027&b=package&cell=5")
    page.wait_for_selector("html[data-ready]")
    settled(page)
    assert page.inner_text("#map-note").startswith("Maps of 2025.")
    assert " 2025, " in page.get_attribute("#map-a", "aria-label")
    rows = list(csv.DictReader(io.StringIO(downloaded(page, "csv_map"))))
    assert {row["year"] for row in rows} == {"2025"}


def test_a_beside_itself_is_neutral(explorer):
    page = explorer("#a=package&b=package")
    assert page.inner_text("#sentence") == words("en")("explorer.sentence.same")
    middle = colour("PuOr_r", 0.0, -1.0, 1.0)
    assert pixel(page, "d", 0) == middle
    assert "B − A" not in page.inner_text("#charts .now >> nth=0")


def test_swapping_sides_flips_the_sentence(explorer):
    page = explorer("#a=baseline&b=package&charts=income_d,language_d,price")
    before = page.inner_text("#sentence")
    page.click("#swap")
    after = page.inner_text("#sentence")
    turned = {"lower": "higher", "higher": "lower"}
    word = next((w for w in turned if f" is {w} by" in before), None)
    if word is None:
        assert "cannot be told" in before
        assert "cannot be told" in after
    else:
        assert f" is {turned[word]} by" in after
    size = r"[+−]?(\d+\.\d+)"
    assert re.search(size, before)[1] == re.search(size, after)[1]


def test_everything_is_reached_by_keys(explorer):
    page = explorer("#view=all")
    wanted = page.evaluate(
        "() => [...document.querySelectorAll('#city button, #city select, #city input, canvas[tabindex], summary, [tabindex=\"0\"], #language')]"
        ".filter((e) => e.checkVisibility() && !e.disabled).map((e, k) => (e.dataset.reach = String(k)))"
    )
    reached = set()
    for _ in range(len(wanted) + 12):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("() => document.activeElement.dataset.reach ?? ''"))
    assert set(wanted) <= reached


def test_keys_play_and_walk(explorer):
    page = explorer("#year=2025&speed=20")
    page.keyboard.press(".")
    assert page.inner_text("#year-shown") == "2026"
    page.keyboard.press(",")
    assert page.inner_text("#year-shown") == "2025"
    page.keyboard.press(" ")
    page.wait_for_function("() => document.getElementById('year-shown').textContent === '2029'")
    page.wait_for_function("() => document.getElementById('play').textContent === 'Play'")
    page.keyboard.press("0")
    assert page.inner_text("#year-shown") == "2025"
    page.focus("#map-a")
    page.keyboard.press("ArrowRight")
    first = page.input_value("#cell")
    page.keyboard.press("ArrowRight")
    assert first != ""
    assert page.input_value("#cell") != first


def test_pointing_reads_a_neighbourhood_out(explorer):
    page = explorer()
    settled(page)
    x, y = page.evaluate(
        """async () => {
          const { Geometry } = await import('segsim/map');
          const geometry = new Geometry(JSON.parse(document.getElementById('document').textContent).map);
          const canvas = document.getElementById('map-b'), [cx, cy] = geometry.centres[7];
          const factor = canvas.clientWidth / (geometry.right - geometry.left);
          return [(cx - geometry.left) * factor, (geometry.top - cy) * factor];
        }"""
    )
    page.hover("#map-b", position={"x": x, "y": y})
    settled(page)
    assert page.input_value("#cell") == "7"
    assert "Households" in page.inner_text("#read")


def test_the_link_carries_what_is_shown(explorer):
    page = explorer()
    page.select_option("#b", label="All measures together")
    page.select_option("#variable", label="Price of dwellings")
    page.select_option("#behaviour", "anchored")
    page.check("#sure")
    page.keyboard.press(",")
    page.wait_for_timeout(400)  # the address follows a moment later
    again = explorer(page.evaluate("() => location.hash"))
    for field in ("#a", "#b", "#variable", "#behaviour", "#year"):
        assert again.input_value(field) == page.input_value(field)
    assert again.is_checked("#sure")


def test_another_link_in_the_same_tab_is_followed(explorer):
    page = explorer("#lang=en&year=2026")
    page.evaluate("() => { location.hash = '#lang=fi&year=2099&b=package' }")
    page.wait_for_function("() => document.documentElement.lang === 'fi'")
    assert page.inner_text("#year-shown") == "2029"
    assert page.input_value("#b") == "2"


def test_pictures_and_json_can_be_taken_along(explorer):
    page = explorer("#b=package")
    settled(page)
    svg = downloaded(page, "svg")
    assert svg.startswith("<svg")
    assert svg.count("<svg") == 4
    assert json.loads(downloaded(page, "json"))["city"] == "Synthetic monocentric city"
    with page.expect_download() as waiting:
        page.click("#take-png")
    assert waiting.value.path().read_bytes().startswith(b"\x89PNG")


def test_less_motion_is_kept(explorer):
    page = explorer("#year=2025&speed=20", reduced_motion="reduce")
    page.keyboard.press(" ")
    page.wait_for_timeout(400)  # at twenty years a second it would have reached the end
    assert page.inner_text("#year-shown") in {"2025", "2026"}


def test_numbers_are_written_alike_in_python_and_in_browsers(explorer):
    page = explorer()
    values = [
        0.0,
        0.5,
        -0.5,
        1.5,
        2.5,
        0.0049999,
        0.005,
        1234.5678,
        -1234567.891,
        1e-9,
        0.1 + 0.2,
        99.995,
    ]
    for language in ("en", "fi"):
        numbers = words(language).numbers
        found = page.evaluate(
            """async ([values, language]) => {
              const { numbers } = await import('segsim/numbers');
              const data = JSON.parse(document.getElementById('document').textContent);
              const n = numbers(data.numbers[language]);
              return values.flatMap((v) => [0, 1, 2, 4].flatMap((d) => [n.number(v, d), n.number(v, d, true)]))
                .concat([n.interval(-0.05, 0.021, 3, true), n.inUnit(0.123, 'share', 1), n.number(null)]);
            }""",
            [values, language],
        )
        wanted = [
            numbers.number(v, d, sign=s)
            for v in values
            for d in (0, 1, 2, 4)
            for s in (False, True)
        ]
        ends = [
            numbers.interval(-0.05, 0.021, 3, sign=True),
            numbers.percent(0.123, 1),
            numbers.number(float("nan")),
        ]
        assert found == wanted + ends


def test_two_builds_are_the_same(results, path):
    before = path.read_bytes()
    assert write_explorer(results).read_bytes() == before
