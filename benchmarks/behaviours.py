"""How the base run of a city looks under each rival behaviour, and what holds its language map.

    python benchmarks/behaviours.py [--city tampere] [--seeds 101-108] [--years 20]

Prints the table that the README shows: figures at the start, half-time and the end as means over
seeds, the shuffle test, and the change of D when the tenure of all flats is permuted.
"""

import argparse
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pandas as pd

import segsim
from segsim.model.thought_experiments import shuffle_languages, shuffle_tenures

FIGURES = {
    "corrected D of language": ("adjusted_dissimilarity", "district", "language"),
    "isolation": ("isolation", "district", "language"),
    "D low against high income": ("dissimilarity", "district", "income_low_high"),
    "D low against rest": ("dissimilarity", "district", "income_low_rest"),
    "D high against rest": ("dissimilarity", "district", "income_high_rest"),
    "price gradient, % per km": ("price_gradient", "city", "all"),
    "correlation foreign, low income": ("correlation_foreign", "city", "low_income"),
    "correlation foreign, renting": ("correlation_foreign", "city", "renting"),
    "moves, share of persons": ("move_rate", "city", "all"),
    "owner moves": ("owner_move_rate", "city", "all"),
    "renter moves": ("renter_move_rate", "city", "all"),
    "vacancy": ("vacancy", "city", "all"),
    "owner share": ("owner_share", "city", "all"),
    "income share low": ("income_share", "city", "low"),
    "income share mid": ("income_share", "city", "mid"),
    "income share high": ("income_share", "city", "high"),
    "price, EUR/m²": ("price_mean", "city", "all"),
    "homeless": ("homeless_share", "city", "all"),
    "foreign share": ("foreign_share", "city", "all"),
}
BEHAVIOURS = ("anchored", "mixed", "network")
CHANGES = {"as it is": None, "languages shuffled": shuffle_languages, "tenures": shuffle_tenures}


def run(task: tuple[str, str, str, int, int]) -> pd.DataFrame:
    """Run one seed of one behaviour, changed or not, and return its figures."""
    city, behaviour, change, seed, years = task
    model = segsim.build(
        [f"city={city}", f"behaviour={behaviour}", f"seed={seed}", f"years={years}"]
    )
    intervene = CHANGES[change]
    if intervene is not None:
        intervene(model.world)
    table = model.run().indicators.set_index(["indicator", "level", "group"])
    rows = [
        {"figure": name, "year": year, "value": value}
        for name, key in FIGURES.items()
        for year, value in table.loc[key].set_index("year")["value"].items()
    ]
    return pd.DataFrame(rows).assign(behaviour=behaviour, change=change, seed=seed)


def main() -> None:
    """Run everything on two processes and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--city", default="tampere")
    parser.add_argument("--seeds", default="101-108")
    parser.add_argument("--years", type=int, default=20)
    options = parser.parse_args()
    first, last = (int(part) for part in options.seeds.split("-"))
    seeds = range(first, last + 1)
    tasks = [
        (options.city, behaviour, change, seed, options.years)
        for behaviour in BEHAVIOURS
        for change in CHANGES
        for seed in (seeds if change == "as it is" else list(seeds)[:4])
    ]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        everything = pd.concat(pool.map(run, tasks))
    report(everything)


def report(everything: pd.DataFrame) -> None:
    """Print means over seeds by behaviour, and the extremes over all years where they matter."""
    first, last = everything.year.min(), everything.year.max()
    years = [first, (first + last) // 2, last]
    plain = everything[everything.change == "as it is"]
    mean = plain[plain.year.isin(years)].pivot_table(
        index="figure", columns=["behaviour", "year"], values="value", sort=False
    )
    print(mean.round(3).to_string())
    later = plain[plain.year > first]
    extremes = later.groupby(["behaviour", "figure"], sort=False).value.agg(["min", "max"])
    wanted = ["vacancy", "moves, share of persons", "owner share", "price, EUR/m²", "homeless"]
    print(extremes.loc[(slice(None), wanted), :].round(4).to_string())
    language = everything[everything.figure == "corrected D of language"]
    ends = language[language.year == last].pivot_table(
        index="behaviour", columns="change", values="value"
    )
    print(ends.round(3).to_string())


if __name__ == "__main__":
    main()
