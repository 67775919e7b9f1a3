"""Costs of policies by year and payer."""

from dataclasses import dataclass, field
from typing import Literal

type Payer = Literal["city", "state", "owners", "tenants"]
type CostKind = Literal["capex", "opex"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One cost: who pays how much for which policy in which year (real euros)."""

    policy: str
    year: int
    payer: Payer
    kind: CostKind
    eur: float


@dataclass(slots=True)
class Ledger:
    """Every cost of a run, in the order it arose."""

    entries: list[Entry] = field(default_factory=list)

    def charge(self, policy: str, year: int, payer: Payer, kind: CostKind, eur: float) -> None:
        """Record a cost; an amount of exactly zero leaves no trace."""
        if eur != 0.0:
            self.entries.append(Entry(policy, year, payer, kind, float(eur)))

    def total(self, policy: str | None = None) -> float:
        """Return the sum of all costs, or of one policy's, in euros."""
        return sum(e.eur for e in self.entries if policy is None or e.policy == policy)
