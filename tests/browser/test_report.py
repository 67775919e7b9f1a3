"""The planner's page as it is seen, read aloud, typed through and printed."""

import re
import shutil
import subprocess

import pytest

import segsim
from segsim.report import write_report
from segsim.study.processes import Here

LANGUAGES = ["en", "fi"]
GIVEN = [
    "study=tampere_policies", "city=grid", "city.households=2000", "years=2", "burn_in.years=2",
    "replications=2",
]  # fmt: skip
LAPTOP, PHONE = {"width": 1400, "height": 900}, {"width": 420, "height": 860}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def page_file(tmp_path_factory):
    """A small study of six scenarios, reported in both languages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("segsim.study.work.local_pool", Here)
        results = segsim.run(GIVEN, out=tmp_path_factory.mktemp("report") / "study")
    return write_report(results)[0]


def at(page_file, language):
    return f"{page_file.as_uri()}#{language}"


def edition(page, language):
    return page.locator(f"#{language}")


@pytest.mark.parametrize(
    ("language", "viewport"), [("en", LAPTOP), ("fi", PHONE), ("both", LAPTOP)]
)
def test_nothing_is_wrong_for_those_who_listen(
    opened, accessible, picture, page_file, language, viewport
):
    page = opened(at(page_file, language), viewport)
    shown = LANGUAGES if language == "both" else [language]
    assert [name for name in LANGUAGES if edition(page, name).is_visible()] == shown
    page.locator(f"#{shown[-1]} summary").first.click()
    accessible(page)
    picture(page, f"report-{language}-{viewport['width']}")


def test_the_language_is_chosen_without_a_script(opened, page_file):
    page = opened(page_file, java_script_enabled=False)
    assert edition(page, "en").is_visible()
    assert not edition(page, "fi").is_visible()
    page.get_by_role("link", name="Suomi").click()
    assert edition(page, "fi").is_visible()
    assert not edition(page, "en").is_visible()
    page.get_by_role("link", name="Mitä malli ei kerro").click()
    assert edition(page, "fi").is_visible()
    page.get_by_role("link", name="English").click()
    assert not edition(page, "fi").is_visible()
    assert page.locator("script").count() == 0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [1400, 420])
def test_no_text_of_a_figure_is_cut_off(opened, page_file, language, width):
    page = opened(at(page_file, language), {"width": width, "height": 900})
    found = page.evaluate(
        """() => [...document.querySelectorAll('.drawing svg')].flatMap(svg => {
            const box = svg.getBoundingClientRect();
            return [...svg.querySelectorAll('text')].map(text => {
                const b = text.getBoundingClientRect();
                const inside = b.left >= box.left && b.right <= box.right
                    && b.top >= box.top && b.bottom <= box.bottom;
                return [text.textContent, box.width > 0, inside];
            });
        }).filter(([, seen]) => seen)"""
    )
    assert len(found) > 300
    assert [text for text, _, inside in found if not inside] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_of_figures_stands_out(opened, page_file, language):
    page = opened(at(page_file, language))
    colours = page.evaluate(
        """() => [...new Set([...document.querySelectorAll('.drawing svg text')]
            .map(text => getComputedStyle(text).fill))]"""
    )
    assert colours
    for colour in colours:
        channels = [int(number) / 255 for number in re.findall(r"\d+", colour)[:3]]
        light = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        luminance = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]
        assert 1.05 / (luminance + 0.05) >= 4.5, colour


def test_finnish_is_written_as_finnish_is(opened, page_file):
    page = opened(at(page_file, "fi"))
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    page.evaluate("document.querySelectorAll('.origin').forEach(e => e.remove())")
    text = edition(page, "fi").inner_text()
    svg = " ".join(page.locator("#fi .drawing svg text").all_text_contents())
    assert "−0,0" in text + svg
    points = re.findall(r".{12}\d\.\d.{6}", text + svg)
    assert points == []
    english = re.findall(r"\b(the|of|and|with|change|baseline|tenure|school)\b", text + svg, re.I)
    assert english == []


def test_the_keyboard_reaches_everything(opened, page_file):
    page = opened(at(page_file, "fi"))
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.textContent")
    assert first == "Siirry pääviesteihin"
    wanted = page.evaluate(
        "document.querySelectorAll('#fi a, #fi summary, #fi [tabindex=\"0\"]').length"
    )
    hidden = page.evaluate(
        "document.querySelectorAll('#fi details:not([open]) :is(a, [tabindex])').length"
    )
    seen = set()
    for _ in range(wanted + 5):
        place = page.evaluate(
            """() => { const e = document.activeElement;
                return e.closest('#fi') ? [...document.querySelectorAll('*')].indexOf(e) : -1 }"""
        )
        seen.add(place)
        page.keyboard.press("Tab")
    assert len(seen - {-1}) == wanted - hidden
    summary = page.locator("#fi summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("#fi details").first.get_attribute("open") is not None


def test_reduced_motion_is_kept(opened, page_file):
    behaviour = "getComputedStyle(document.documentElement).scrollBehavior"
    assert opened(page_file, reduced_motion="reduce").evaluate(behaviour) == "auto"
    assert opened(page_file, reduced_motion="no-preference").evaluate(behaviour) == "smooth"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext")
def test_it_prints(opened, page_file, language, tmp_path):
    page = opened(at(page_file, language))
    page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
    read = ["pdftotext", "-layout", str(tmp_path / "report.pdf"), "-"]
    pages = subprocess.run(read, check=True, capture_output=True, text=True).stdout.split("\f")
    pages = pages[:-1]  # a form feed ends every page
    assert 5 <= len(pages) <= 25
    assert {"en": "Key messages", "fi": "Pääviestit"}[language] in pages[0]
    assert all(len(text.split()) > 12 for text in pages)
    other = {"en": "Pääviestit", "fi": "Key messages"}[language]
    assert not any(other in text for text in pages)


def test_tables_can_be_taken_along(opened, page_file):
    page = opened(at(page_file, "en"))
    with page.expect_download() as waiting:
        page.locator("#en .overview a[download]").click()
    text = waiting.value.path().read_text()
    beside = page_file.with_suffix("") / "tables" / "comparison.csv"
    assert text == beside.read_text()


def test_every_figure_says_what_it_finds(opened, page_file):
    page = opened(at(page_file, "en"))
    figures = page.get_by_role("img")
    assert figures.count() == page.locator("#en .drawing svg").count() > 20
    for place in range(figures.count()):
        named = figures.nth(place).get_attribute("aria-labelledby").split()
        words = [page.locator(f"#{name}").inner_text() for name in named]
        assert all(len(text) > 3 for text in words)
