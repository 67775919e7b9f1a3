"""anti_discrimination: landlords treat applicants of every language alike (rule R6)."""

from typing import ClassVar

from segsim.parameters import parameter
from segsim.policies.base import POLICIES, CityWide
from segsim.world import Tenure, World


@POLICIES.add("anti_discrimination")
class AntiDiscrimination(CityWide):
    """Raise the chance that a private landlord accepts a foreign-language applicant."""

    kind: ClassVar[str] = "anti_discrimination"

    response_ratio: float = parameter(
        1.0, "acceptance of foreign-language applicants against 1 that the full programme brings",
        unit="ratio", source="16/42 = .38 seen without a programme; 1 is equal treatment",
        low=0, high=1,
    )  # fmt: skip
    eur_per_dwelling_year: float = parameter(
        10.0, "testing, guidance and supervision for a private rental dwelling",
        unit="EUR/dwelling/year", low=0, high=1000,
    )  # fmt: skip

    def apply(self, world: World) -> None:
        """Raise acceptance towards the ratio; where it is higher already nothing is lowered."""
        dose, rules = self.dose(world), world.institutions
        # From the ordinary rule, so that programmes add up in any order.
        gap = max(0.0, self.response_ratio - world.rules.acceptance)
        if dose <= 0.0:
            return
        rules.acceptance = min(1.0, rules.acceptance + dose * gap)
        if self.in_force(world):
            rentals = int(world.neighbourhoods.stock[:, Tenure.PRIVATE_RENT].sum())
            cost = dose * self.eur_per_dwelling_year * rentals
            self.charge(world, "city", "opex", cost)
