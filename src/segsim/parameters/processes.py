"""Parameters of the yearly processes, a group each (`docs/odd.md`)."""

from segsim.parameters.base import Parameters, parameter

MODEL = "design of the model, measured on a prototype"
STARTING = "starting point for calibration, from a prototype"


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


class Market(Parameters):
    """Search and matching within a year."""

    candidates: int = parameter(
        20,
        "feasible vacancies that a searcher inspects in a round (K)",
        unit="dwellings",
        source=MODEL,
        low=1,
        high=200,
    )
    rounds: int = parameter(12, "market rounds a year", unit="rounds", source=MODEL, low=1, high=52)
    rent_share: float = parameter(
        0.40,
        "highest rent after allowance, share of income",
        source=".35-.45, design of the model",
        low=0.1,
        high=1,
    )
    cost_floor: float = parameter(
        3000.0,
        "least income reckoned to be left after housing",
        unit="EUR/year",
        low=100,
        high=20_000,
    )
    basic_income: float = parameter(
        9000.0, "income below which basic assistance tops up", unit="EUR/year", low=0, high=30_000
    )
    ltv: float = parameter(
        0.90, "largest loan, share of price", source="design of the model", low=0, high=1
    )
    first_ltv: float = parameter(
        0.95, "likewise for first-time buyers", source="design of the model", low=0, high=1
    )
    payment_share: float = parameter(
        0.40, "highest annuity, share of income", source="design of the model", low=0.05, high=1
    )
    annuity: float = parameter(
        0.064,
        "yearly payment per euro borrowed (25 years at 4 %)",
        unit="per year",
        low=0.01,
        high=0.3,
    )
    user_cost: float = parameter(
        0.05, "yearly cost of owning, share of price", unit="per year", low=0.005, high=0.3
    )
    occupancy_fee: float = parameter(
        0.15,
        "fee of a right-of-occupancy home, share of price",
        source="design of the model",
        low=0,
        high=1,
    )
    allowance_rate: float = parameter(
        0.70,
        "share of the capped rent that housing allowance pays",
        source=".70-.80, recalled",
        low=0,
        high=1,
    )
    allowance_cap: float = parameter(
        5400.0,
        "largest yearly rent counted for one person; 40 % more for each further one",
        unit="EUR/year",
        low=0,
        high=30_000,
    )
    allowance_taper: float = parameter(
        0.30, "allowance lost per euro of income above the basic income", low=0, high=1
    )
    acceptance: float = parameter(
        0.65,
        "chance that a private landlord accepts a foreign-language applicant, against 1",
        source="between 16/42 = .38 (seen in response rates) and 1: assumption",
        low=0,
        high=1,
    )
    income_cap: float = parameter(
        0.5, "income rank up to which social rental is open", unit="rank", low=0, high=1
    )
    social_offers: int = parameter(
        8,
        "social dwellings that an applicant is shown in a round",
        unit="dwellings",
        low=1,
        high=100,
    )


class Prices(Parameters):
    """Adjustment of prices and rents by neighbourhood, tenure and building type."""

    speed: float = parameter(
        0.30, "adjustment of log prices a year (κ)", unit="per year", source=MODEL, low=0, high=2
    )
    rent_factor: float = parameter(
        0.5, "speed of rents relative to prices", source=MODEL, low=0, high=2
    )
    clip: float = parameter(0.25, "largest log imbalance that counts", source=MODEL, low=0, high=5)
    level_growth: float = parameter(
        0.0, "real growth of the city's price level", unit="per year", low=-0.1, high=0.1
    )
    hedonic: float = parameter(0.7, "elasticity of price and rent to quality", low=0, high=3)
    rent_yield: float = parameter(
        0.055,
        "private rent a year per euro of price at the city's mean, at the start",
        unit="per year",
        low=0.01,
        high=0.2,
    )
    rent_slope: float = parameter(
        0.5, "elasticity of rent to price between areas at the start", low=0, high=2
    )
    social_discount: float = parameter(
        0.06,
        "social rent below private rent at the city's mean, at the start",
        source="rest of country 2016: −6 % (Statistics Finland)",
        low=-0.5,
        high=0.9,
    )
    stay_years: float = parameter(
        10.0, "years that buyers expect to stay", unit="years", low=1, high=50
    )
    discount: float = parameter(0.04, "discount rate of buyers", unit="per year", low=0, high=0.3)
    credibility: float = parameter(0.7, "belief of buyers in an announced line", low=0, high=1)
    amenity_speed: float = parameter(
        0.30,
        "step of the amenity solution in burn-in",
        unit="per year",
        source=MODEL,
        low=0,
        high=2,
    )


class Stock(Parameters):
    """Wear, renovation, construction, demolition and conversion."""

    wear: float = parameter(
        0.015,
        "loss of log quality a year (δ)",
        unit="per year",
        source=".01-.02, design of the model",
        low=0,
        high=0.1,
    )
    renovation_cost: float = parameter(
        800.0,
        "thorough renovation",
        unit="EUR/m²",
        source="600-1,000, deck row 4.8",
        low=0,
        high=5000,
    )
    renovation_age: float = parameter(
        35.0, "effective age from which companies consider it", unit="years", low=5, high=100
    )
    renovation_rate: float = parameter(
        0.06, "chance a year that a company considers it", unit="per year", low=0, high=1
    )
    renovation_ltv: float = parameter(
        0.65, "loan per euro of collateral", source="0.6-0.7, deck row 4.8", low=0, high=1
    )
    renewal: float = parameter(
        0.75, "share of the effective age that a renovation takes away", low=0, high=1
    )
    construction_cost: float = parameter(
        3287.0,
        "building a dwelling",
        unit="EUR/m²",
        source="ARA 2024, outside the capital region (Varke)",
        low=100,
        high=20_000,
    )
    lag_years: int = parameter(
        2, "start to completion", unit="years", source="2-3, design of the model", low=1, high=10
    )
    vacancy_response: float = parameter(
        0.4, "how strongly zoning corrects the city's vacancy", unit="per year", low=0, high=5
    )
    share_social: float = parameter(
        0.20, "social rental in production without a policy", low=0, high=1
    )
    share_intermediate: float = parameter(0.05, "right of occupancy in production", low=0, high=1)
    conversion_rate: float = parameter(
        0.01,
        "vacant owner flats that investors turn into rentals per unit of excess yield",
        unit="per year",
        low=0,
        high=1,
    )
    abandonment_vacancy: float = parameter(
        0.25,
        "vacancy of a neighbourhood above which empty old dwellings are torn down",
        low=0,
        high=1,
    )
    demolition_rate: float = parameter(
        0.0005, "old dwellings torn down a year, empty ones only", unit="per year", low=0, high=0.1
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


class Schools(Parameters):
    """Outcomes, perception and choice of comprehensive schools."""

    family: float = parameter(
        0.6, "weight of pupils' families in outcome (a)", unit="sd", low=0, high=5
    )
    peers: float = parameter(0.3, "weight of peers in outcome (b)", unit="sd", low=0, high=5)
    resources: float = parameter(
        0.3,
        "outcome per 1,000 EUR a pupil above the norm (c)",
        unit="sd per 1,000 EUR",
        low=0,
        high=5,
    )
    outcome_lag: float = parameter(
        2.0,
        "years in which resources reach outcomes",
        unit="years",
        source="lag 1-3 yr, deck row 5.2",
        low=1,
        high=10,
    )
    perception: float = parameter(
        0.3,
        "speed of perceived quality (φ)",
        unit="per year",
        source="design of the model",
        low=0,
        high=1,
    )
    composition_weight: float = parameter(
        0.5, "share of composition, against outcome, in what parents see", low=0, high=1
    )
    perception_weight: float = parameter(
        0.3, "share of what resources achieve that parents see", low=0, high=1
    )
    open_share: float = parameter(0.15, "places open to other catchments", low=0, high=1)
    choice_quality: float = parameter(
        1.0,
        "weight of perceived quality in the choice of a school",
        unit="utility per sd",
        low=0,
        high=20,
    )
    choice_distance: float = parameter(
        0.8, "weight of distance", unit="utility per km", low=0, high=20
    )
    choice_catchment: float = parameter(
        2.5, "weight of the catchment school", unit="utility", low=0, high=20
    )
    max_km: float = parameter(
        5.0,
        "longest journey to a chosen school",
        unit="km",
        source="legal transport limit, recalled",
        low=0,
        high=100,
    )


class Reputation(Parameters):
    """Reputation, community and attachment of neighbourhoods."""

    speed: float = parameter(
        0.15, "share by which reputation follows its causes", unit="per year", low=0, high=1
    )
    status: float = parameter(0.5, "weight of relative income", low=0, high=5)
    foreign: float = parameter(0.25, "weight of the foreign-language share (lowers)", low=0, high=5)
    condition: float = parameter(0.25, "weight of the condition of the stock", low=0, high=5)
    services: float = parameter(0.15, "weight of services", low=0, high=5)
    safety: float = parameter(0.15, "weight of safety", low=0, high=5)
    school: float = parameter(0.2, "weight of the school's perceived quality", low=0, high=5)
    attachment: float = parameter(
        0.1, "growth of attachment towards 1", unit="per year", low=0, high=1
    )
    attachment_stay: float = parameter(
        0.5, "utility of staying for a fully attached household", unit="utility", low=0, high=10
    )


class Driver(Parameters):
    """Exogenous development: growth, migration and its mix (not a policy)."""

    growth: float = parameter(
        0.010, "growth of the number of households", unit="per year", low=-0.1, high=0.1
    )
    turnover: float = parameter(1.0, "factor on out-migration rates", low=0, high=5)
    foreign_inflow: float = parameter(0.17, "foreign-language share of in-migrants", low=0, high=1)
    inequality: float = parameter(
        1.0, "factor on the spread of log income of newcomers", low=0.1, high=3
    )
    remote_work: float = parameter(0.0, "share by which the weight of access falls", low=0, high=1)


class Observe(Parameters):
    """What a run records."""

    indices: tuple[str, ...] = parameter(
        (), "further indices by name, recorded for language and income class"
    )
    areas_every: int = parameter(
        1, "years between neighbourhood panels", unit="years", low=1, high=200
    )
    households_years: tuple[int, ...] = parameter((), "calendar years whose households are stored")


class BurnIn(Parameters):
    """Settling of the synthetic city before the calendar starts."""

    years: int = parameter(
        12,
        "years of choice and prices with demography held",
        unit="years",
        source="at most 15",
        low=0,
        high=15,
    )
