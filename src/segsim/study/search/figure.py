"""The front as a picture: outcome against price, with intervals and the target."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from segsim.study.figures.style import COLOURS, FAINT, heading, new_figure, plain_axes, save, styled
from segsim.study.search.confirm import SURE, TOLD
from segsim.study.search.report import MILLION
from segsim.study.search.search import Found
from segsim.study.search.settings import AIMS

GREY, BLUE, RED, GREEN = COLOURS[0], COLOURS[1], COLOURS[2], COLOURS[3]
LOOKS = {TOLD["yes"]: (GREEN, "o"), TOLD["open"]: (BLUE, "D"), TOLD["no"]: (RED, "s")}
"""Colour and marker of what reaches the target, may reach it, and misses it."""


def draw_front(found: Found) -> Figure:
    """Draw outcome against the first aim: confirmed packages, tried ones faint behind them."""
    with styled():
        figure = new_figure(9.6, 6.4)
        axes = figure.subplots()
        _tried(axes, found)
        _target(axes, found)
        _confirmed(axes, found)
        _joined(axes, found)
        _key(axes)
        plain_axes(axes)
        axes.set_xlabel(_price_label(found))
        axes.set_title(_outcome_label(found))
        axes.set_xlim(*_reach(found))
        axes.xaxis.set_major_locator(MaxNLocator(7))
        _say(figure, found)
    return figure


def write_front(found: Found) -> None:
    """Write ``front.png`` and ``front.svg`` into the results folder."""
    save(draw_front(found), found.question.out, "front")


def _aim(found: Found) -> str:
    return found.question.settings.aims[0]


def _scale(found: Found) -> float:
    return 1.0 if _aim(found) == "displaced" else MILLION


def _column(found: Found) -> str:
    return "change" if found.target.relative else "outcome"


def _reach(found: Found) -> tuple[float, float]:
    """Return the prices that are shown: those of confirmed packages, not of all tried."""
    aim, scale = _aim(found), _scale(found)
    low, high = found.front[f"{aim}_low"].min() / scale, found.front[f"{aim}_high"].max() / scale
    margin = 0.07 * max(high - low, 1e-9)
    return low - margin, high + margin


def _beyond(found: Found) -> int:
    """Return how many tried packages are dearer than what is shown."""
    return int((found.packages[_aim(found)] / _scale(found) > _reach(found)[1]).sum())


def _tried(axes: Axes, found: Found) -> None:
    rows = found.packages
    axes.plot(
        rows[_aim(found)] / _scale(found),
        rows[_column(found)],
        "o",
        color="#cccccc",
        markersize=3.5,
        zorder=1,
    )


def _target(axes: Axes, found: Found) -> None:
    bound = found.target.bound
    axes.axhline(bound, color=COLOURS[5], linewidth=1.1, zorder=2)
    below = found.target.lower
    axes.annotate(
        f"target {found.target.limit}",
        (0.0, bound),
        (3, 3 if not below else -3),
        xycoords=("axes fraction", "data"),
        textcoords="offset points",
        ha="left",
        va="bottom" if not below else "top",
        fontsize=9,
    )


def _confirmed(axes: Axes, found: Found) -> None:
    aim, column, scale = _aim(found), _column(found), _scale(found)
    for place, row in found.front.iterrows():
        colour, marker = LOOKS[row["verdict"]]
        x, y = row[aim] / scale, row[column]
        axes.plot([row[f"{aim}_low"] / scale, row[f"{aim}_high"] / scale], [y, y], color=colour)
        axes.plot([x, x], [row[f"{column}_low"], row[f"{column}_high"]], color=colour)
        axes.plot(x, y, marker, color=colour, markersize=7.5, markeredgecolor="white", zorder=4)
        axes.annotate(
            str(place), (x, y), (6, 5), textcoords="offset points", fontsize=9.5, weight="bold",
            zorder=5,
        )  # fmt: skip


def _joined(axes: Axes, found: Found) -> None:
    """Join what is likelier on the front than not, from cheap to dear."""
    rows = found.front[found.front["front"] >= 0.5].sort_values(_aim(found), kind="stable")
    axes.plot(
        rows[_aim(found)] / _scale(found), rows[_column(found)],
        color=FAINT, linewidth=1.0, linestyle=(0, (4, 2)), zorder=2,
    )  # fmt: skip


def _key(axes: Axes) -> None:
    names = {
        TOLD["yes"]: f"reaches the target (probability ≥ {SURE:.2f})",
        TOLD["open"]: "not told",
        TOLD["no"]: f"misses it (probability ≤ {1 - SURE:.2f})",
    }
    for verdict, label in names.items():
        colour, marker = LOOKS[verdict]
        axes.plot(
            [], [], marker, color=colour, markeredgecolor="white", markersize=7.5, label=label
        )
    axes.plot([], [], "o", color="#cccccc", markersize=3.5, label="tried on the search's seeds")
    axes.plot([], [], color=FAINT, linestyle=(0, (4, 2)), label="the front, as far as confirmed")
    axes.figure.legend(loc="outside lower center", ncols=3, fontsize=8.5)


def _price_label(found: Found) -> str:
    words = AIMS[_aim(found)]
    if _aim(found) == "displaced":
        return f"{words} since the start, against the baseline"
    return f"{words} up to {found.question.by}, million EUR"


def _outcome_label(found: Found) -> str:
    label = f"{found.target.title}, {found.question.by}"
    return f"{label}, against the baseline" if found.target.relative else label


def _say(figure: Figure, found: Found) -> None:
    """Write title and the names of the numbered packages above the picture."""
    asked = found.question
    city, rows = asked.pool.one.city, found.front
    away = _beyond(found)
    dearer = f" {away} more are dearer than what is shown." if away else ""
    names = "; ".join(f"{place}\N{NO-BREAK SPACE}{row['words']}" for place, row in rows.iterrows())
    heading(
        figure,
        f"{city.title or city.name}: what reaches the target by {asked.by}, and its price",
        f"{names}. Means over {asked.settings.confirm} fresh seeds with 90 % intervals (Student's "
        f"t), behaviour {', '.join(asked.pool.behaviours)}. Grey dots are on the seeds of the "
        f"search, where the best of many look better than they are.{dearer}",
    )
