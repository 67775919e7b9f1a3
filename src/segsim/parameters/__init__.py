"""Every parameter of the model, declared once with unit, bounds and source."""

from segsim.parameters.base import ASSUMPTION, Described, Parameters, describe, parameter
from segsim.parameters.behaviour import Behaviour
from segsim.parameters.households import Demography, Income, Mobility
from segsim.parameters.housing import Market, Prices, Stock
from segsim.parameters.places import Reputation, Safety, Schools, Services
from segsim.parameters.run import BurnIn, Driver, Observe

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
    "Safety",
    "Schools",
    "Services",
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
    services: Services = Services()
    safety: Safety = Safety()
    reputation: Reputation = Reputation()
    driver: Driver = Driver()
    observe: Observe = Observe()
    burn_in: BurnIn = BurnIn()
