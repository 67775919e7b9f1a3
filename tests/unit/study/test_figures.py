import hashlib
from pathlib import Path

import pytest

from segsim import UserError, load
from segsim.study.figures.plots import write_figures
from segsim.study.figures.style import COLOURS, looks

NAMES = ["ribbons", "effects", "forest", "maps"]


def digests(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}


def test_two_drawings_are_the_same_to_the_byte_text_is_text_and_no_date_is_in_them(make_results):
    folder = make_results(seeds=(1, 2), years=range(2025, 2029))
    assert write_figures(load(folder)) == NAMES
    first = digests(folder / "figures")
    assert set(first) == {f"{name}.{end}" for name in NAMES for end in ("png", "svg")}
    write_figures(load(folder))
    assert digests(folder / "figures") == first
    text = (folder / "figures" / "forest.svg").read_text()
    assert "Tenure mixing" in text
    assert "<dc:date>" not in text


def test_no_title_is_cut_off(results_folder):
    plot = load(results_folder).plot
    for figure, _ in (plot.ribbon(), plot.ribbon(differences=True), plot.forest(), plot.maps()):
        figure.canvas.draw()
        width, height = figure.bbox.width, figure.bbox.height
        renderer = figure.canvas.get_renderer()
        titles = [axis._left_title for axis in figure.axes] + figure.texts
        for title in titles:
            if title.get_text():
                box = title.get_window_extent(renderer)
                assert box.x0 >= 0
                assert box.x1 <= width
                assert box.y0 >= 0
                assert box.y1 <= height


def test_panels_are_what_was_recorded(results_folder):
    results = load(results_folder)
    results.indicators = results.indicators.query("indicator == 'isolation'")
    _, axes = results.plot.ribbon()
    assert sum(axis.figure is not None for axis in axes.flat) == 1
    results.indicators = results.indicators.iloc[:0]
    with pytest.raises(UserError, match="nothing to draw"):
        results.plot.ribbon()


def test_a_study_without_policies_draws_levels_and_maps(make_results):
    folder = make_results(scenarios=("baseline",), seeds=(1,), years=range(2025, 2027))
    assert write_figures(load(folder)) == ["ribbons", "maps"]


def test_winners_need_groups(results_folder):
    results = load(results_folder)
    with pytest.raises(UserError, match="well-being"):
        results.plot.winners()
    grouped = results.indicators.query("indicator == 'displaced'")
    both = [grouped.assign(indicator="welfare", group=g) for g in ("low", "high")]
    results.indicators = type(grouped)(__import__("pandas").concat(both))
    figure, axes = results.plot.winners()
    assert axes.shape == (1, 5)
    assert figure.axes


def test_scenarios_never_differ_by_colour_alone():
    names = ["baseline", *(f"s{n}" for n in range(11))]
    style = looks(names, "baseline")
    assert style["baseline"].colour == COLOURS[0]
    assert len({(look.colour, str(look.dash), look.marker) for look in style.values()}) == 12
    first = [style[name] for name in names[:6]]
    assert len({look.marker for look in first}) == 6
    assert [look.colour for look in first] == list(COLOURS)
