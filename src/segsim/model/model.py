"""The Mesa model: a city with its neighbourhoods as agents, and views of its households."""

from pathlib import Path

import mesa
from mesa.datacollection import DataCollector

from segsim.model.agents import HouseholdViews, Neighbourhood
from segsim.model.simulation import Simulation
from segsim.model.specification import Specification
from segsim.observation.observe import neighbourhood_names

PANEL = (
    "name", "households", "foreign_share", "low_income_share", "mean_rank", "vacant", "price",
    "reputation",
)  # fmt: skip
"""Attributes of neighbourhoods that the DataCollector keeps every year."""


class SegregationModel(Simulation, mesa.Model):
    """Residential sorting in one city; parameters and attributes are those of its base.

    ``timings`` tells also ``collect``, the collection of neighbourhoods by Mesa.
    """

    def __init__(
        self, spec: Specification, settled: Path | None = None, *, threads: int = 1
    ) -> None:
        mesa.Model.__init__(self, rng=spec.seed)
        Simulation.__init__(self, spec, settled, threads=threads)
        for row, name in enumerate(neighbourhood_names(self.world)):
            Neighbourhood(self, row, name)
        self.datacollector = DataCollector(
            model_reporters={"year": "year"},
            agenttype_reporters={Neighbourhood: {name: name for name in PANEL}},
        )
        self.datacollector.collect(self)

    def step(self) -> None:
        """Simulate one year."""
        Simulation.step(self)
        self.timed("collect", self.datacollector.collect, self)

    @property
    def households(self) -> HouseholdViews:
        """Views of all households."""
        return HouseholdViews.of(self.world)
