"""How a study runs: seeds, behaviours, folder, workers. None of it changes a single run."""

from typing import Any, Literal, Self

from pydantic import field_validator, model_validator

from segsim.model.checking import unknown_key, validated
from segsim.parameters import Parameters, parameter
from segsim.registry import UserError

KEYS = {
    "study": "study",
    "seed": "seed",
    "seeds": "seeds",
    "replications": "replications",
    "precision": "precision",
    "behaviours": "behaviours",
    "out": "out",
    "executor": "executor",
    "executor.workers": "workers",
    "executor.address": "address",
    "fail_fast": "fail_fast",
    "profile": "profile",
}
"""Keys of the command line that belong to the study, and the field each sets."""

DEFAULT_REPLICATIONS = 8
MOST_REPLICATIONS = 100_000
AUTO = "auto"
"""Replications: as many as the precision takes."""
LARGEST_SEED = 2**53
"""Up to here readers of JSON and of tables hold every whole number exactly."""


Replications = int | Literal["auto"] | None
"""A number of seeds, auto, or nothing said."""


def counted(replications: Replications) -> Replications:
    """Refuse a number of replications out of bounds."""
    if isinstance(replications, int) and not 1 <= replications <= MOST_REPLICATIONS:
        raise ValueError(
            f"{replications} is not allowed; allowed: a whole number from 1 to "
            f"{MOST_REPLICATIONS}, or {AUTO} with a precision"
        )
    return replications


class RunSettings(Parameters):
    """Which replications run, where their results go, and on how many processes."""

    study: str | None = parameter(None, "name of a study in experiments/")
    seed: int = parameter(1, "first seed", low=0, high=LARGEST_SEED)
    seeds: tuple[int, ...] | None = parameter(None, "explicit seeds, instead of a first one")
    replications: Replications = parameter(
        None, "number of seeds: seed, seed + 1, …; default 8; auto: as precision takes"
    )
    precision: float | None = parameter(
        None,
        "add replications until no 90 % interval of the effect on corrected D of language is "
        "wider than this on either side",
        low=1e-6,
        high=1,
    )
    behaviours: tuple[str, ...] | None = parameter(
        None, "rival behaviours under which every scenario runs"
    )
    out: str | None = parameter(None, "results folder; default results/<study>")
    executor: Literal["local", "dask"] = parameter(
        "local", "where runs are computed: processes of this machine, or a Dask cluster"
    )
    workers: int | None = parameter(
        None, "runs at a time; default: one a core, or all a cluster has", low=1, high=1024
    )
    address: str | None = parameter(None, "the Dask scheduler, e.g. tcp://127.0.0.1:8786")
    fail_fast: bool = parameter(False, "stop the study at the first run that fails")
    profile: bool = parameter(False, "print the time spent in each process of the model")

    _counted = field_validator("replications")(counted)

    @model_validator(mode="after")
    def _seeds_agree(self) -> Self:
        if self.out is not None and not self.out.strip():
            raise ValueError(f"out: {self.out!r} is not allowed; a folder, or leave it out")
        if self.executor == "dask" and not self.address:
            raise ValueError(
                "address: executor=dask needs the scheduler, e.g. "
                "executor.address=tcp://127.0.0.1:8786"
            )
        if self.executor == "local" and self.address is not None:
            raise ValueError(
                f"address: {self.address!r} is of no use with executor=local; add executor=dask"
            )
        if self.replications == AUTO and self.seeds is not None:
            raise ValueError(
                "replications: auto chooses how many seeds there are; leave it out or seeds=[…]"
            )
        if self.replications == AUTO and self.precision is None:
            raise ValueError(
                "replications: auto adds replications until an interval is narrow enough; say how "
                "narrow, e.g. precision=.002"
            )
        if self.precision is not None and (self.seeds is not None or self.replications == 1):
            raise ValueError(
                "precision: seeds are added one after the other; leave seeds=[…] out and start "
                "with at least 2 replications"
            )
        if self.seeds is None:
            return self
        if not self.seeds:
            raise ValueError("seeds: [] is not allowed: it is empty; allowed: whole numbers")
        if len(set(self.seeds)) != len(self.seeds):
            raise ValueError(f"seeds: a seed is listed twice in {list(self.seeds)}")
        for seed in self.seeds:
            if not 0 <= seed <= LARGEST_SEED:
                raise ValueError(
                    f"seeds: {seed} is not allowed; allowed: whole numbers from 0 to {LARGEST_SEED}"
                )
        if self.replications not in {None, len(self.seeds)}:
            raise ValueError(
                f"replications: {self.replications} does not agree with the "
                f"{len(self.seeds)} seeds listed; leave one of the two out"
            )
        return self

    @property
    def every_seed(self) -> tuple[int, ...]:
        """The seeds of all replications."""
        if self.seeds is not None:
            return self.seeds
        said = self.replications
        count = said if isinstance(said, int) else DEFAULT_REPLICATIONS  # auto: of the pilot
        return tuple(range(self.seed, self.seed + count))


def _a_number(replications: Any) -> bool:  # noqa: ANN401
    return replications is not None and replications != AUTO


def run_settings(given: dict[str, Any], defaults: dict[str, Any]) -> RunSettings:
    """Validate the study's keys; what the user gave stands before what the study declares.

    Parameters
    ----------
    given
        Full key → value, as on the command line.
    defaults
        Field → value from the study's own file.
    """
    for key, value in given.items():
        if key not in KEYS:  # only executor.… comes so far
            raise UserError(unknown_key(key, value, ["workers", "address"]))
    values = {KEYS[key]: value for key, value in given.items()}
    base = dict(defaults)
    if "seeds" in values:  # an explicit list replaces the study's own count
        base.pop("replications", None)
    if "seed" in values or "replications" in values:
        base.pop("seeds", None)
    if "precision" not in values and ("seeds" in values or _a_number(values.get("replications"))):
        base.pop("precision", None)  # a number that the user gives is the number there is
    try:
        return validated(RunSettings, {**base, **values})
    except UserError as error:
        text = str(error)
        inner = text.startswith(("workers:", "address:"))
        raise UserError(f"executor.{text}" if inner else text) from None
