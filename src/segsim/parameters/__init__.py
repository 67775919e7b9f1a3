"""Every parameter of the model, declared once with unit, bounds and source."""

from segsim.parameters.base import ASSUMPTION, Described, Parameters, describe, parameter
from segsim.parameters.behaviour import Behaviour
from segsim.parameters.processes import (
    BurnIn,
    Demography,
    Driver,
    Income,
    Market,
    Mobility,
    Observe,
    Prices,
    Reputation,
    Schools,
    Stock,
)

__all__ = [
    "ASSUMPTION",
    "Behaviour",
    "BurnIn",
    "Demography",
    "Described",
    "Driver",
    "Income",
    "Market",
    "Mobility",
    "ModelParameters",
    "Observe",
    "Parameters",
    "Prices",
    "Reputation",
    "Schools",
    "Stock",
    "describe",
    "parameter",
]


class ModelParameters(Parameters):
    """The parameter groups of all processes."""

    behaviour: Behaviour = Behaviour()
    mobility: Mobility = Mobility()
    market: Market = Market()
    prices: Prices = Prices()
    stock: Stock = Stock()
    demography: Demography = Demography()
    income: Income = Income()
    schools: Schools = Schools()
    reputation: Reputation = Reputation()
    driver: Driver = Driver()
    observe: Observe = Observe()
    burn_in: BurnIn = BurnIn()
