"""Parameters of what households go through: moving, family events, income."""

from segsim.parameters.base import Parameters, parameter


class Mobility(Parameters):
    """Who searches: log-odds by tenure and age, events, and the gain within reach."""

    owner: float = parameter(
        0.10,
        "chance that an owner aged 40 searches without an event",
        unit="per year",
        low=0,
        high=1,
    )
    right_of_occupancy: float = parameter(
        0.15, "likewise, right of occupancy", unit="per year", low=0, high=1
    )
    private_rent: float = parameter(
        0.20, "likewise, private tenant", unit="per year", low=0, high=1
    )
    social_rent: float = parameter(0.20, "likewise, social tenant", unit="per year", low=0, high=1)
    young: float = parameter(
        0.7, "log-odds added at 20, falling to 0 at 40", unit="log-odds", low=-5, high=5
    )
    old: float = parameter(
        -1.2, "log-odds added at 75, rising to 0 at 40", unit="log-odds", low=-5, high=5
    )
    event: float = parameter(
        1.6, "log-odds added by a life event (a1)", unit="log-odds", low=0, high=10
    )
    gain: float = parameter(
        0.5,
        "log-odds per unit of utility below what like movers attained (a2)",
        unit="log-odds per utility",
        low=0,
        high=10,
    )
    lease_end: float = parameter(
        0.14,
        "chance that a private tenancy is ended by the landlord",
        unit="per year",
        low=0,
        high=1,
    )
    school_event: float = parameter(
        0.25,
        "chance that a family with a child of 3-7 reacts to a school rated below others",
        unit="per year",
        low=0,
        high=1,
    )


class Demography(Parameters):
    """Yearly rates of household change; age profiles stand beside the process."""

    union: float = parameter(
        0.045,
        "chance that a single person of 25 moves in with another",
        unit="per year",
        low=0,
        high=1,
    )
    split: float = parameter(
        0.022, "chance that a couple of 35 parts", unit="per year", low=0, high=1
    )
    birth: float = parameter(
        0.14, "chance of a birth to a couple of 30", unit="per year", low=0, high=1
    )
    mortality: float = parameter(1.0, "factor on the mortality of the table", low=0, high=10)
    leaving_age: int = parameter(
        19, "age at which children leave home", unit="years", low=18, high=19
    )
    stay_in_city: float = parameter(
        0.5, "share of young people leaving home who look for a home in the city", low=0, high=1
    )


class Income(Parameters):
    """Earnings, employment, language skill and wealth."""

    persistence: float = parameter(
        0.95,
        "persistence of the transitory part (ρ)",
        unit="per year",
        source="design of the model",
        low=0,
        high=1,
    )
    permanent_share: float = parameter(
        0.8,
        "lasting part of the standard deviation of log income",
        source="design of the model",
        low=0,
        high=1,
    )
    foreign_ratio: float = parameter(
        0.75,
        "income of a new foreign-language arrival at equal life stage, against domestic",
        source=".70-.80: assumption",
        low=0.1,
        high=2,
    )
    skill_years: float = parameter(
        15.0,
        "years in which an arrival's language skill closes two thirds of the gap",
        unit="years",
        low=1,
        high=100,
    )
    foreign_wealth: float = parameter(
        0.3, "wealth of a new arrival against domestic, ramping to 1 in ten years", low=0, high=2
    )
    wealth_years: float = parameter(
        7.0,
        "years in which wealth closes two thirds of its gap to the life-stage norm",
        unit="years",
        low=1,
        high=100,
    )
    job_loss: float = parameter(
        0.035, "chance that an earner loses work", unit="per year", low=0, high=1
    )
    job_finding: float = parameter(
        0.13, "chance that a person without work finds it", unit="per year", low=0, high=1
    )
    early_learning: float = parameter(
        0.08,
        "lasting log income of those leaving home, per sd of what they learnt as children; 0: none",
        unit="log income per sd",
        low=-1,
        high=1,
    )
    job_loss_cost: float = parameter(0.58, "log income lost with a job", low=0, high=3)
    eviction: float = parameter(
        0.30, "chance of eviction after two years of arrears", unit="per year", low=0, high=1
    )
    strain: float = parameter(
        0.35, "share of income above which rent after allowance strains a tenant", low=0, high=1
    )
    arrears: float = parameter(
        0.08, "chance that a strained tenant falls behind", unit="per year", low=0, high=1
    )
