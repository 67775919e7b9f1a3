"""The pictures of the pages in docs/indices: what an index sees, computed with the library itself.

python docs/pictures/indices.py            # all of them, into docs/images
python docs/pictures/indices.py space      # some of them
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

import segsim.indices as si
from segsim.study.figures.style import (
    COLOURS,
    DASHES,
    DPI,
    FAINT,
    INK,
    MARKERS,
    SEQUENTIAL,
    new_figure,
    plain_axes,
    styled,
)

IMAGES = Path(__file__).resolve().parents[1] / "images"
GREY, BLUE, ORANGE, GREEN = COLOURS[:4]
CENTRED: Any = {"ha": "center", "va": "center"}
HATCHED: Any = {"color": "#f3c9ab", "edgecolor": ORANGE, "hatch": "///"}
SMALL = {"optimize": True}
WIDTH = 5.8  # inches: about 930 pixels, and type that can still be read on a phone

CITY = np.array([[60, 40], [25, 75], [10, 90], [5, 95], [0, 100]])  # docs/indices/two_groups.md
MIXED = np.array([[90, 5, 5], [50, 30, 20], [50, 20, 30], [10, 45, 45]])  # many_groups.md


def line(axes: Axes, place: int, x: object, y: object, label: str) -> None:
    """Draw a line in the look of its place: colour, dash and marker."""
    axes.plot(
        np.asarray(x),
        np.asarray(y),
        color=COLOURS[place],
        linestyle=DASHES[place],
        marker=MARKERS[place],
        markersize=4.5,
        linewidth=1.7,
        label=label,
    )


def bare(axes: Axes) -> None:
    """Take ticks and frame off a map."""
    axes.set_xticks([])
    axes.set_yticks([])
    for side in axes.spines.values():
        side.set_visible(False)


def two_groups() -> Figure:
    """Draw five areas with what exceeds an even spread, and their Lorenz curve."""
    figure = new_figure(WIDTH, 6.6)
    above, below = figure.subplots(2, 1, height_ratios=(1, 1.35))
    x, y = CITY.T
    t, share = x + y, x.sum() / CITY.sum()
    left = np.append(0, t.cumsum()[:-1])
    above.bar(left, x / t, t, align="edge", color="#cfe3f1", edgecolor=BLUE, linewidth=1.2)
    over = x / t > share
    above.bar(
        left[over], (x / t - share)[over], t[over], share, align="edge", linewidth=1.2, **HATCHED
    )
    above.axhline(share, color=INK, linestyle=(0, (4, 2)), linewidth=1.2)
    above.text(500, share + 0.02, f"city: {share * 100:.0f} %", ha="right", va="bottom")
    moved = si.dissimilarity(CITY, group=0) * (1 - share)
    above.annotate(
        f"{moved * 100:.0f} % of the group live here\nbeyond an even spread;\n"
        f"D = {moved:.2f}/(1 − {share:.1f}) = {si.dissimilarity(CITY, group=0):.4f}",
        (102, 0.42),
        (150, 0.6),
        va="top",
        arrowprops={"arrowstyle": "-", "color": FAINT},
    )
    above.set(xlim=(0, 500), ylim=(0, 0.65), xlabel="people, area by area", ylabel="share of group")
    above.set_title("Five areas")
    order = np.argsort(x / t)
    of_x = np.append(0, (x[order] / x.sum()).cumsum())
    of_y = np.append(0, (y[order] / y.sum()).cumsum())
    below.fill_between(of_y, of_y, of_x, color="#cfe3f1", linewidth=0)
    below.plot([0, 1], [0, 1], color=GREY, linestyle=DASHES[0])
    below.plot(of_y, of_x, color=BLUE, marker="o", linewidth=1.8)
    k = int((of_y - of_x).argmax())
    below.plot([of_y[k]] * 2, [of_x[k], of_y[k]], color=ORANGE, linewidth=2.4)
    left_of = {"x": of_y[k] - 0.02, "ha": "right", "va": "center"}
    below.text(y=0.41, s=f"widest gap:\nD = {of_y[k] - of_x[k]:.4f}", **left_of)
    below.text(y=0.2, s=f"shaded area, twice: G = {si.gini(CITY, group=0):.3f}", **left_of)
    below.text(0.27, 0.3, "even spread", rotation=38, color=GREY, ha="center")
    below.set(xlim=(0, 1.01), ylim=(0, 1.01), xlabel="share of the others, cumulated")
    below.set_ylabel("share of the group, cumulated")
    below.set_title("Their Lorenz curve")
    return figure


def many_groups() -> Figure:
    """Draw the mix of four areas and the city, and how diverse each of them is."""
    figure = new_figure(WIDTH, 5.4)
    above, below = figure.subplots(2, 1, height_ratios=(1.35, 1), sharex=True)
    tables = [*MIXED, MIXED.sum(0)]
    shares = np.array([row / row.sum() for row in tables])
    places = np.array([0, 1, 2, 3, 4.5])
    foot = np.zeros(5)
    looks = ((BLUE, "", "white"), (ORANGE, "///", INK), ("#dddddd", "...", INK))
    for group, (colour, hatch, ink) in enumerate(looks):
        above.bar(places, shares[:, group], 0.8, foot, color=colour, hatch=hatch, edgecolor="white")
        for place, low, share in zip(places, foot, shares[:, group], strict=True):
            box = {"facecolor": colour, "edgecolor": "none", "pad": 1.2}
            if share > 0.07:
                above.text(
                    place, low + share / 2, f"{share * 100:.0f} %", color=ink, bbox=box, **CENTRED
                )
        above.text(5.0, foot[4] + shares[4, group] / 2, f"group {group}", va="center")
        foot += shares[:, group]
    above.set(yticks=[], ylabel="mix")
    above.set_title("Three groups in four areas and in the city")
    diversity = [float(si.entropy([row])) for row in tables]
    colours = [BLUE] * 4 + [GREY]
    below.bar(places, diversity, 0.8, color=colours)
    below.bar(places[:4], diversity[4] - np.array(diversity[:4]), 0.8, diversity[:4], **HATCHED)
    for place, value in zip(places, diversity, strict=True):
        below.text(place, value / 2, f"{value:.2f}", color="white", weight="bold", **CENTRED)
    below.axhline(diversity[4], color=INK, linestyle=DASHES[0], linewidth=1.2)
    below.set(xlim=(-0.6, 5.8), ylim=(0, 1.25), yticks=[0, 0.5, 1], ylabel="entropy E")
    below.set_xticks(places, ["A", "B", "C", "D", "city"])
    lost, relative = si.mutual_information(MIXED), si.theil_h(MIXED)
    below.set_title(f"Diversity lost (hatched): mean M = {lost:.3f}, H = {relative:.3f}")
    plain_axes(below)
    return figure


def random_city(rng: np.random.Generator, areas: int, size: int, shares: object) -> np.ndarray:
    """Return a city of areas of one size in which everybody is drawn by the share of their area."""
    x = rng.binomial(size, np.broadcast_to(np.asarray(shares, float), areas))
    return np.stack([x, size - x], axis=-1)


def chance() -> Figure:
    """Draw D and corrected D by the size of areas, and a permutation test."""
    rng = np.random.default_rng(4)
    sizes = np.array([5, 10, 20, 40, 80, 160, 320, 640])
    figure = new_figure(WIDTH, 6.2)
    top = figure.subplot_mosaic([["random", "apart"], ["test", "test"]], height_ratios=(1.25, 1))
    for key, title, shares in (
        ("random", "Nobody is apart: 20 % everywhere", 0.2),
        ("apart", "Half the areas 10 %, half 50 %", np.repeat([0.1, 0.5], 200)),
    ):
        axes = top[key]
        cities = [np.stack([random_city(rng, 400, n, shares) for _ in range(5)]) for n in sizes]
        plain = [si.dissimilarity(city, group=0).mean() for city in cities]
        by_chance = [si.expected_dissimilarity(city, group=0).mean() for city in cities]
        own = [si.adjusted_dissimilarity(city, group=0).mean() for city in cities]
        line(axes, 1, sizes, plain, "D")
        line(axes, 0, sizes, by_chance, "E[D] by chance")
        line(axes, 2, sizes, own, "D corrected")
        axes.set_xscale("log")
        axes.set_xticks([5, 20, 80, 320], ["5", "20", "80", "320"])
        axes.minorticks_off()
        axes.set(ylim=(-0.05, 0.72), xlabel="persons in an area")
        axes.set_title(title, fontsize=9.5)
        plain_axes(axes)
    top["random"].legend(loc="upper right", fontsize=9, handlelength=2.4)
    small = random_city(np.random.default_rng(7), 30, 20, np.repeat([0.15, 0.25], 15))
    found = si.permutation_test(small, "dissimilarity", group=0, permutations=999)
    axes = top["test"]
    cities = np.concatenate(list(shuffles(small, 999)))
    values = si.dissimilarity(cities, group=0)
    bins = np.linspace(values.min(), max(values.max(), found.value), 26)
    axes.hist(values, bins, color="#cfe3f1", edgecolor=BLUE)
    axes.axvline(found.value, color=ORANGE, linewidth=2.4)
    axes.axvline(found.expected, color=INK, linestyle=DASHES[0], linewidth=1.4)
    high = axes.get_ylim()[1]
    axes.set_ylim(0, high * 1.2)
    axes.text(
        found.value, high * 1.17, f" D = {found.value:.3f},\n p = {found.p_value:.3f}", va="top"
    )
    axes.text(found.expected, high * 1.17, "mean ", ha="right", va="top")
    axes.set(yticks=[], xlabel="D of 999 shuffled cities")
    axes.set_title("Is it more than chance? 30 areas of 20 persons", fontsize=9.5)
    return figure


def shuffles(counts: np.ndarray, number: int) -> list[np.ndarray]:
    """Return the random cities that a permutation test looks at."""
    from segsim.indices.permutation import shuffled  # noqa: PLC0415 - for this picture alone

    return list(shuffled(counts.astype(float), number, 1))


def levels() -> Figure:
    """Draw three cities that are apart at different levels, and the parts of their M."""
    side, people = 8, 100
    row, column = np.indices((side, side))
    district = (row // 4) * 2 + column // 4
    patterns = {
        "districts apart": np.where(district % 3 == 0, 0.8, 0.2),
        "streets apart": np.where((row + column) % 2, 0.8, 0.2),
        "both": np.where(district % 3 == 0, 0.65, 0.35) + np.where((row + column) % 2, 0.3, -0.3),
    }
    figure = new_figure(WIDTH, 4.9)
    grid = figure.subplot_mosaic([list(patterns), ["bars"] * 3], height_ratios=(1.2, 1))
    bars = grid["bars"]
    for place, (name, share) in enumerate(patterns.items()):
        axes = grid[name]
        image = axes.imshow(share, cmap=SEQUENTIAL, vmin=0, vmax=1)
        axes.axhline(3.5, color="white", linewidth=3)
        axes.axvline(3.5, color="white", linewidth=3)
        axes.set_title(name, fontsize=10)
        bare(axes)
        x = np.round(share.ravel() * people)
        counts = np.stack([x, people - x], axis=-1)
        between = float(si.mutual_between(counts, super_areas=district.ravel()))
        within = float(si.mutual_within(counts, super_areas=district.ravel()))
        bars.barh(place, between, color=BLUE)
        if within > 0:
            bars.barh(place, within, left=between, **HATCHED)
        bars.text(between + within + 0.004, place, f"M = {between + within:.3f}", va="center")
    bars.set_yticks(range(3), [name.split()[0] for name in patterns])
    bars.set(xlim=(0, 0.32), ylim=(2.5, -1.4), xlabel="mutual information M")
    handles = [
        Patch(color=BLUE, label="between districts"),
        Patch(facecolor="#f3c9ab", edgecolor=ORANGE, hatch="///", label="within districts"),
    ]
    bars.legend(handles=handles, loc="upper left", ncols=2)
    scale = figure.colorbar(
        image, ax=[grid[name] for name in patterns], location="bottom", shrink=0.6, aspect=30
    )
    scale.set_label("share of the group; white lines part the districts")
    scale.set_ticks([0, 0.5, 1], labels=["0", "50 %", "100 %"])
    return figure


BEFORE = np.array([[80, 20], [60, 40], [40, 60], [20, 80]])  # docs/indices/change.md
AFTER = np.array([[80, 40], [30, 70], [100, 400], [90, 10]])


def change() -> Figure:
    """Draw the steps from M before to M after."""
    found = si.decompose_change(BEFORE, AFTER, areas1=list("ABCD"), areas2=list("ABCE"))
    figure = new_figure(WIDTH, 3.5)
    axes = figure.subplots()
    steps = [
        ("additions", found.additions),
        ("removals", found.removals),
        ("group margins", found.group_margins),
        ("area margins", found.area_margins),
        ("structure", found.structure),
    ]
    names = ["M before", *[name for name, _ in steps], "M after"]
    axes.barh(0, found.before, color=GREY)
    axes.barh(6, found.after, color=GREY)
    level = found.before
    for place, (_, value) in enumerate(steps, 1):
        up = value > 0
        axes.barh(
            place,
            value,
            left=level,
            color="#f3c9ab" if up else BLUE,
            edgecolor=ORANGE if up else BLUE,
            hatch="///" if up else None,
        )
        axes.plot([level] * 2, [place - 1.4, place + 0.4], color=FAINT, linewidth=0.9)
        level += value
        axes.text(
            max(level, level - value) + 0.003, place, f"{value:+.3f}".replace("-", "−"), va="center"
        )
    axes.plot([level] * 2, [4.6, 6.4], color=FAINT, linewidth=0.9)
    for place, value in ((0, found.before), (6, found.after)):
        axes.text(value + 0.003, place, f"{value:.3f}", va="center")
    axes.set_yticks(range(7), names)
    axes.invert_yaxis()
    axes.set(xlabel="mutual information M", xlim=(0, 0.23))
    return figure


def classes(rng: np.random.Generator, pull: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """Return counts of 20 income classes in 60 areas, each rank drawn to rich areas by ``pull``."""
    people, areas = 24_000, 60
    rank = (np.arange(people) + 0.5) / people
    seen = pull(rank) + rng.normal(0, 1, people)
    area = np.argsort(np.argsort(seen)) * areas // people
    counts = np.zeros((areas, 20))
    np.add.at(counts, (area, (rank * 20).astype(int)), 1)
    return counts


def ordered() -> Figure:
    """Draw H at every cut between income classes, where the poor or the rich are apart."""
    rng = np.random.default_rng(2)
    cities = {
        "the rich apart": classes(rng, lambda p: 3.0 * np.maximum(p - 0.7, 0) / 0.3),
        "the poor apart": classes(rng, lambda p: -3.0 * np.maximum(0.3 - p, 0) / 0.3),
    }
    figure = new_figure(WIDTH, 4.2)
    axes = figure.subplots()
    p = np.arange(1, 20) / 20
    fine = np.linspace(0.05, 0.95, 200)
    for place, (name, counts) in enumerate(cities.items(), 1):
        pairs = [np.stack([counts[:, :k].sum(1), counts[:, k:].sum(1)], -1) for k in range(1, 20)]
        profile = [float(si.theil_h2(pair, group=0)) for pair in pairs]
        weight = -(p * np.log2(p) + (1 - p) * np.log2(1 - p))
        fit = np.polynomial.polynomial.polyfit(p, profile, 4, w=weight)
        curve = np.polynomial.polynomial.polyval(fine, fit)
        axes.plot(fine, curve, color=COLOURS[place], linestyle=DASHES[place], linewidth=1.7)
        value, plain = si.rank_order_h(counts), si.ordinal_h(counts)
        label = f"{name}: $H^R$ = {value:.3f}, ordinal H = {plain:.3f}"
        axes.plot(p, profile, MARKERS[place], color=COLOURS[place], label=label, markersize=5)
    axes.set(xlim=(0, 1), ylim=(0, None), ylabel="H of those below against those above")
    axes.set_xlabel("cut at this share of the city's incomes")
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25 %", "50 %", "75 %", "100 %"])
    axes.set_ylim(0, axes.get_ylim()[1] * 1.22)
    axes.legend(loc="upper center", fontsize=9)
    plain_axes(axes)
    return figure


def incomes() -> Figure:
    """Draw incomes area by area, mixed and sorted."""
    rng = np.random.default_rng(3)
    area = np.repeat(np.arange(6), 25)
    mean = np.array([18, 22, 27, 33, 40, 50])
    apart = rng.lognormal(np.log(mean[area]), 0.25)
    mixed = rng.permutation(apart)
    figure = new_figure(WIDTH, 5.4)
    shown = figure.subplots(2, 1, sharex=True, sharey=True)
    for axes, values, title in zip(shown, (mixed, apart), ("Mixed", "Sorted"), strict=True):
        nudge = (np.tile(np.arange(25), 6) - 12) / 36
        axes.plot(area + nudge, values, "o", color=BLUE, markersize=3, alpha=0.75)
        for i in range(6):
            inside = values[area == i]
            axes.plot([i - 0.4, i + 0.4], [inside.mean()] * 2, color=ORANGE, linewidth=2.6)
        axes.axhline(values.mean(), color=INK, linestyle=DASHES[0], linewidth=1.1)
        figures = (
            f"NSI {si.nsi(values, area):.2f}, variance ratio "
            f"{si.income_variance_ratio(values, area):.2f}, centile gap "
            f"{si.centile_gap(values, area):.2f}"
        )
        axes.set_title(f"{title}: {figures}")
        axes.set(ylabel="income, 1,000 EUR", ylim=(0, None))
        plain_axes(axes)
    shown[1].set_xticks(range(6), list("ABCDEF"))
    shown[1].set_xlabel("area; bars are the means of areas, dashed that of the city")
    return figure


def space() -> Figure:
    """Draw a checkerboard and halves, with what is the same in both and what differs."""
    side = 12
    row, column = np.indices((side, side))
    maps = {
        "checkerboard": np.where((row + column) % 2, 90, 10),
        "halves": np.where(column < side // 2, 90, 10),
    }
    coords = np.stack([column.ravel(), row.ravel()], axis=-1) * 100.0
    k = np.array([50, 100, 200, 400, 800, 1600, 3200, 6400, 14400])
    rook = {"group": 0, "weights": "rook", "grid": (side, side)}
    figure = new_figure(WIDTH, 6.2)
    panels = figure.subplot_mosaic([list(maps), ["profile"] * 2], height_ratios=(1.3, 1))
    profile = panels["profile"]
    for place, (name, share) in enumerate(maps.items(), 1):
        axes = panels[name]
        counts = np.stack([share.ravel(), 100 - share.ravel()], axis=-1)
        axes.imshow(share, cmap=SEQUENTIAL, vmin=0, vmax=100)
        bare(axes)
        axes.set_title(name.capitalize())
        figures = (
            f"D {si.dissimilarity(counts, group=0):.2f}",
            f"Moran's I {si.moran_i(counts, **rook):.2f}",
            f"spatial D {si.spatial_dissimilarity(counts, **rook):.2f}",
        )
        axes.set_xlabel("\n".join(figures).replace("-", "−"), fontsize=10)
        line(profile, place, k, si.knn_isolation(counts, group=0, coords=coords, k=k), name)
    profile.axhline(0.5, color=GREY, linestyle=DASHES[0], linewidth=1.1)
    profile.text(45, 0.49, "share of the city", va="top", color=GREY)
    profile.set_xscale("log")
    profile.set_xticks([50, 200, 800, 3200, 12800], ["50", "200", "800", "3,200", "12,800"])
    profile.minorticks_off()
    profile.set(ylim=(0.2, 0.9), ylabel="share of own group", xlabel="among the k nearest persons")
    profile.legend(loc="upper right")
    plain_axes(profile)
    return figure


PICTURES: dict[str, Callable[[], Figure]] = {
    draw.__name__: draw
    for draw in (two_groups, many_groups, chance, levels, change, ordered, incomes, space)
}


def main(names: list[str]) -> None:
    """Draw the pictures called so, or all."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    for name in names or PICTURES:
        with styled():
            figure = PICTURES[name]()
            path = IMAGES / f"indices_{name}.png"
            figure.savefig(path, dpi=DPI, metadata={"Software": None}, pil_kwargs=SMALL)
        print(f"{path.name}  {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
