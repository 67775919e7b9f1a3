"""Maps show what was recorded: the colour of a cell is that of its value."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from segsim import UserError, load
from segsim.geography import Line
from segsim.geography.shapes import geometry
from segsim.study.figures import mapdata
from segsim.study.figures.land import BLANK, Shade
from segsim.study.figures.mapseries import spaced
from segsim.study.figures.style import LAND


@pytest.fixture
def results(make_results):
    return load(make_results(seeds=(1, 2, 3), years=range(2025, 2029)))


def pixel(figure, axis, shape):
    """Return the colour in the middle of a shape on a map, 0-255."""
    point = geometry(shape).representative_point()
    figure.canvas.draw()
    x, y = axis.transData.transform((point.x, point.y))
    picture = np.asarray(figure.canvas.buffer_rgba())
    return picture[picture.shape[0] - 1 - int(y), int(x), :3].astype(int)


def values(results, scenario="baseline", year=2025):
    areas = results.areas
    rows = areas[(areas["scenario"] == scenario) & (areas["year"] == year)]
    return rows.groupby("neighbourhood")["foreign_share"].mean()


def test_a_pixel_has_the_colour_of_its_value(results):
    figure, axes = results.plot.maps()
    start, end = values(results), values(results, year=2028)
    both = np.concatenate([start, end])
    shade = Shade(mapdata.Normalize(both.min(), np.quantile(both, mapdata.BULK)), "cividis")
    for cell in (0, 17, 100, 121, 195):
        for axis, table in ((axes[0], start), (axes[1], end)):
            wanted = 255.0 * np.array(shade.of(table[cell])[:3])
            assert np.abs(pixel(figure, axis, results.atlas.cells[cell]) - wanted).max() <= 1.5


def test_a_difference_is_coloured_where_it_is_sure_and_pale_elsewhere(results):
    areas, _ = mapdata.read(results, "foreign_share", None)
    one, base = ("tenure_mixing", 2028), ("baseline", 2028)
    table = mapdata.difference(areas, one, base, "foreign_share")
    pairs = values(results, *one) - values(results, *base)
    assert np.allclose(table["value"], pairs, atol=1e-12)
    table.loc[3, "sure"] = False
    shade = Shade(mapdata.symmetric([table]), "PuOr_r")
    assert shade.norm.vmin == -shade.norm.vmax
    figure, axes = results.plot.certainty("tenure_mixing")
    found = mapdata.difference(areas, one, base, "foreign_share")
    for cell in (5, 60, 121):
        colour = pixel(figure, axes[2], results.atlas.cells[cell]) / 255.0
        wanted = shade.of(found["value"][cell])[:3] if found["sure"][cell] else to_rgb(LAND)
        assert np.abs(colour - wanted).max() <= 0.01


def test_few_households_are_left_blank(results):
    areas = results.areas
    results.areas = areas.assign(
        households=areas["households"].where(areas["neighbourhood"] != 50, 19.0)
    )
    figure, axes = results.plot.maps()
    picture = {tuple(pixel(figure, axes[k], results.atlas.cells[50])) for k in range(3)}
    blank = np.round(255.0 * np.array(to_rgb(BLANK)))
    hatch = np.array([0x88] * 3)
    for colour in picture:  # the ground, the hatching, or between them where they meet
        assert len(set(np.array(colour) - blank)) <= 2
        assert (np.array(colour) >= hatch).all()
        assert (np.array(colour) <= blank).all()
    table = mapdata.mean(results.areas, "baseline", 2025, "foreign_share")
    assert table.index[table["small"]].tolist() == [50]


def test_a_value_of_few_households_does_not_stretch_the_limits(results):
    table = mapdata.mean(results.areas, "baseline", 2025, "foreign_share")
    table.loc[4, ["value", "small"]] = [9.0, True]
    assert mapdata.levels([table]).vmax < 1.0


def test_by_year_there_is_a_row_for_each_scenario(results):
    figure, axes = results.plot.maps_by_year(years=[2025, 2027], heading=False, lang="fi")
    assert [axis.get_title(loc="left") for axis in axes] == ["2025", "2027", "", ""]
    assert axes[0].get_ylabel() == "Perusura"
    assert not figure.texts
    assert spaced(list(range(2025, 2046))) == [2025, 2032, 2038, 2045]
    assert spaced([1, 2]) == [1, 2]


def test_finnish_maps_are_finnish_throughout(results):
    figure, axes = results.plot.maps(lang="fi")
    figure.canvas.draw()
    ticks = [t.get_text() for t in figure.axes[len(axes)].get_xticklabels() if t.get_text()]
    assert all(text.endswith("\u00a0%") for text in ticks)
    assert axes[0].get_title(loc="left") == "Perusura vuonna 2025"
    assert "Vaikutus on ero perusuraan" in " ".join(text.get_text() for text in figure.texts)


def test_lines_that_are_open_are_drawn(results):
    tram = Line("tram", 2027, (((322_000, 6_822_000), (325_000, 6_823_000)),))
    old = Line("old", 2020, (((321_000, 6_821_000), (325_000, 6_825_000)),))
    results.lines = {"baseline": (old,), "tenure_mixing": (old, tram)}
    _, axes = results.plot.maps_by_year(scenarios=["baseline", "tenure_mixing"])
    scale = 1  # below the first map of the last row
    counts = [len(axis.lines) for axis in axes]
    assert counts == [2, 2, 2, 2, 2 + scale, 2, 4, 4]
    dark = axes[7].lines[3]
    assert (dark.get_xdata()[1], dark.get_ydata()[1]) == (325_000, 6_823_000)


def test_maps_that_cannot_be_drawn(results, make_results):
    plot = results.plot
    for call, said in (
        (lambda: plot.maps("foreign_shar"), "Did you mean 'foreign_share'"),
        (lambda: plot.maps(behaviour="x"), "map: behaviour: there is no 'x'"),
        (lambda: plot.maps(lang="sv"), "lang: there is no 'sv'"),
        (lambda: plot.maps_by_year(years=[1999]), "map: year: there is no '1999'"),
        (lambda: plot.maps_by_year(scenarios=["x"]), "maps_by_year: scenarios: there is no 'x'"),
        (lambda: plot.certainty("baseline"), "certainty: scenario: there is no 'baseline'"),
    ):
        with pytest.raises(UserError) as error:
            call()
        assert said in str(error.value)
    alone = load(make_results(seeds=(1,), years=range(2025, 2027)))
    with pytest.raises(UserError, match="one replication"):
        alone.plot.certainty("tenure_mixing")
