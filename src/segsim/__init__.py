"""segsim: residential sorting in whole cities, and what policies do to it.

``segsim.build(["city=grid", "policy=[tram]", "seed=3"])`` is a model, ready to step;
``segsim.run(["study=tampere_policies"], out="results/mine")`` runs a study and returns its
results, ``segsim.load("results/mine")`` opens them again.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from segsim import indices as indices
    from segsim import validation as validation
    from segsim.registry import StoppedError as StoppedError
    from segsim.registry import UserError as UserError
    from segsim.study.api import build as build
    from segsim.study.api import run as run
    from segsim.study.api import search as search
    from segsim.study.results import Results as Results
    from segsim.study.results import load as load

_WHERE = {
    "build": "segsim.study.api",
    "run": "segsim.study.api",
    "search": "segsim.study.api",
    "load": "segsim.study.results",
    "Results": "segsim.study.results",
    "StoppedError": "segsim.registry",
    "UserError": "segsim.registry",
}
"""Public names and where they are: loaded when first used, so that importing stays light."""

__all__ = [
    "Results",
    "StoppedError",
    "UserError",
    "build",
    "indices",
    "load",
    "run",
    "search",
    "validation",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    if name in {"indices", "validation"}:
        return import_module(f"segsim.{name}")
    if name == "__version__":
        return import_module("importlib.metadata").version("segsim")
    if name not in _WHERE:
        raise AttributeError(f"module 'segsim' has no attribute {name!r}")
    return getattr(import_module(_WHERE[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
