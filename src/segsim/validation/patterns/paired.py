"""Paired runs: one settled city per seed, lived on with and without a shock."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import lru_cache
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from segsim.cities import load_city
from segsim.model.burn_in import settled_city
from segsim.model.schedule import SCHEDULE
from segsim.model.specification import specification
from segsim.model.warming import warm_up
from segsim.paths import shipped
from segsim.policies import Policy
from segsim.submodels.surroundings import list_all
from segsim.submodels.works import add_dwellings
from segsim.validation.findings import Effort
from segsim.world import Tenure, World
from segsim.world.institutions import Project, policy_cause
from segsim.world.tables import F64, I64

CITY = "tampere"
FEW, SHORT = 20_000, 4
"""Households and years of burn-in of a fast look; otherwise the whole city and the default."""

type Mask = NDArray[np.bool_]
type Hook = Callable[[World], None]


def settled(effort: Effort, seed: int) -> World:
    """Return the settled city of a seed, a copy of one's own."""
    return deepcopy(_settled(effort.fast, seed))


@lru_cache(maxsize=8)
def _settled(fast: bool, seed: int) -> World:
    warm_up()
    city = load_city(CITY, **({"households": FEW} if fast else {}))
    years = {"burn_in": {"years": SHORT}} if fast else {}
    spec = specification({"city": city.model_dump(), "seed": seed, **years})
    return settled_city(spec.city, spec.parameters(), spec.seed, spec.start_year)


def with_policy(world: World, name: str, **levers: Any) -> World:  # noqa: ANN401
    """Return a copy of a city in which one policy is in force: a kind, or a shipped preset."""
    given = deepcopy(world)
    given.policies = (policy(name, **levers),)
    return given


def policy(name: str, **levers: Any) -> Policy:  # noqa: ANN401
    """Return a policy of a kind or a preset, with some levers changed."""
    file = shipped("configs") / "policy" / f"{name}.yaml"
    content: dict[str, Any] = yaml.safe_load(file.read_text("utf-8")) if file.is_file() else {}
    kind = str(content.pop("defaults", [name])[0]).partition("@")[0]
    policies = {name: {"kind": kind, **content, **levers}}
    return specification({"city": {"kind": "grid"}, "policy": policies}).policies[name]


def live(world: World, years: int = 1, after: Mapping[str, Hook] | None = None) -> World:
    """Let a city live some years, with something done ``after`` the process of a name."""
    hooks = after or {}
    for _ in range(years):
        world.year += 1
        for process in SCHEDULE:
            process(world)
            hook = hooks.get(process.__name__)
            if hook is not None:
                hook(world)
    return world


def build(world: World, homes: F64, kind: int) -> None:
    """Add new market dwellings [neighbourhood] of a type, between ``age_stock`` and demography.

    Owners and private landlords share them as the ordinary plan has it.
    """
    owner, private = world.rules.tenure_split[0, [Tenure.OWNER, Tenure.PRIVATE_RENT]]
    dwellings = np.zeros((homes.size, 4), np.int64)
    dwellings[:, Tenure.OWNER] = np.rint(homes * owner / (owner + private))
    dwellings[:, Tenure.PRIVATE_RENT] = np.rint(homes) - dwellings[:, Tenure.OWNER]
    kinds = np.full(homes.size, kind, np.int64)
    add_dwellings(world, Project(world.calendar, policy_cause("pattern"), kinds, dwellings))
    list_all(world)


def owner_stock(world: World) -> I64:
    """Return the owner dwellings [neighbourhood, type]: what price changes are weighted by."""
    return world.neighbourhoods.stock[:, Tenure.OWNER, :].copy()


def price_change(given: World, plain: World, where: Mask, weight: I64) -> float:
    """Return by how much prices are higher in some places than without the shock, log points."""
    change = 100.0 * np.log(given.neighbourhoods.price / plain.neighbourhoods.price)
    return float(np.average(change[where].ravel(), weights=weight[where].ravel()))


def figure(world: World, indicator: str, level: str, group: str) -> float:
    """Return an indicator of the last year observed."""
    wanted = (world.calendar, indicator, level, group)
    return next(row[4] for row in world.records.indicators if row[:4] == wanted)


def kilometres(world: World) -> F64:
    """Return the distances between neighbourhoods [neighbourhood, neighbourhood]."""
    n = world.neighbourhoods
    away = np.hypot(n.x[:, None] - n.x[None, :], n.y[:, None] - n.y[None, :])
    return np.asarray(away / 1000.0, np.float64)
