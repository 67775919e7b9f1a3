"""Parameters of the housing market: search and matching, prices, the building stock."""

from segsim.parameters.base import MEASURED, Parameters, parameter


class Market(Parameters):
    """Search and matching within a year."""

    candidates: int = parameter(
        20,
        "feasible vacancies that a searcher inspects in a round (K)",
        unit="dwellings",
        source=MEASURED,
        low=1,
        high=200,
    )
    rounds: int = parameter(
        12, "market rounds a year", unit="rounds", source=MEASURED, low=1, high=52
    )
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
    refused_arrears: int = parameter(
        3,
        "years of arrears from which social landlords refuse an applicant; 6 refuses nobody",
        unit="years",
        low=1,
        high=6,
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
        0.30, "adjustment of log prices a year (κ)", unit="per year", source=MEASURED, low=0, high=2
    )
    rent_factor: float = parameter(
        0.5, "speed of rents relative to prices", source=MEASURED, low=0, high=2
    )
    clip: float = parameter(
        0.25, "largest log imbalance that counts", source=MEASURED, low=0, high=5
    )
    level_growth: float = parameter(
        0.0, "real growth of the city's price level", unit="per year", low=-0.1, high=0.1
    )
    level_response: float = parameter(
        0.2,
        "fall of the city's level of prices and rents a year per unit of vacancy above the start's",
        unit="per year",
        low=0,
        high=2,
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
        source=MEASURED,
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
        0.65, "loan per euro of collateral", source="0.6-0.7, deck row 4.8", low=0, high=2
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
