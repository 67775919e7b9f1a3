"""What no table says: how tenure, type, income, language and stage of life go together.

All figures are **assumptions** unless a source stands beside them. They are weights (odds):
the marginals of every district are met exactly, so that only their ratios matter.
"""

import numpy as np

from segsim.world.tables import F64

STAGES = ("single", "single_65", "with_children", "couple", "couple_65")
"""Stages of life; the two of 65 or more are the pensioner households."""

SINGLE, SINGLE_65, FAMILY, COUPLE, COUPLE_65 = range(5)

# [owner, renter, other; small house, flat]: most small houses are owned.
TYPE_BY_TENURE: F64 = np.array([[2.6, 1.0], [0.3, 1.0], [0.8, 1.0]])

# [Tenure; IncomeClass]
INCOME_BY_TENURE: F64 = np.array(
    [[0.45, 1.0, 1.9], [0.8, 1.0, 0.7], [1.6, 1.0, 0.45], [2.4, 1.0, 0.15]]
)
# [small house, flat; IncomeClass]
INCOME_BY_TYPE: F64 = np.array([[0.6, 1.0, 1.5], [1.0, 1.0, 1.0]])

# Odds of foreign language. Both rented tenures have the same: the social share of renting does
# not look at language. Aim: foreign-language households rent 25-30 points more (Helsinki 2018:
# 76 % against 46 %).
FOREIGN_BY_TENURE: F64 = np.array([1.0, 1.5, 2.7, 2.7])
FOREIGN_BY_INCOME: F64 = np.array([1.35, 1.0, 0.6])

# [Tenure; stage]. Owners against tenants: odds of owning by stage of life in 2016 (Statistics
# Finland: single 35-64 51 %, single 65+ 66 %, families 72-80 %, couples 65+ 90 %).
STAGE_BY_TENURE: F64 = np.array(
    [
        [0.6, 1.9, 2.6, 1.6, 9.0],
        [0.8, 1.3, 1.4, 1.0, 1.5],
        [1.2, 0.9, 0.8, 1.2, 0.9],
        [1.0, 1.1, 1.2, 0.7, 1.0],
    ]
)
# [small house, flat; stage]
STAGE_BY_TYPE: F64 = np.array([[0.35, 0.6, 2.4, 1.2, 1.4], [1.0, 1.0, 1.0, 1.0, 1.0]])
# [IncomeClass; stage]: the classes are of household income, so that one earner is rarely high.
STAGE_BY_INCOME: F64 = np.array(
    [[2.2, 1.8, 0.6, 0.5, 0.35], [1.0, 1.0, 1.0, 1.0, 1.0], [0.12, 0.1, 1.7, 1.7, 0.9]]
)
# [Language; stage]: newcomers are younger and have more children (Vantaa 2012: 2.68 persons a
# household against 2.09).
STAGE_BY_LANGUAGE: F64 = np.array([[1.0, 1.0, 1.0, 1.0, 1.0], [1.0, 0.2, 1.9, 1.1, 0.2]])

PENSIONERS_ALONE = 0.55  # of pensioner households, in a district with the city's mix

# Share of families with one adult, by [Tenure]; about a quarter in all (Paavo 2024).
LONE_PARENT: F64 = np.array([0.18, 0.32, 0.42, 0.48])
# Cumulative shares of families with 1, 2, 3 children [Language].
CHILDREN: F64 = np.array([[0.42, 0.82, 0.95], [0.34, 0.66, 0.86]])

# Ages of heads: values at the quartiles [stage; minimum, quartiles, maximum].
AGES: F64 = np.array(
    [
        [19.0, 25.0, 33.0, 49.0, 64.99],
        [65.0, 70.0, 75.0, 81.0, 95.0],
        [22.0, 34.0, 40.0, 46.0, 56.0],
        [20.0, 27.0, 37.0, 55.0, 64.99],
        [65.0, 68.5, 73.0, 78.0, 92.0],
    ]
)
AGES_OWNER: F64 = np.array(
    [
        [24.0, 36.0, 47.0, 57.0, 64.99],
        [65.0, 70.5, 76.0, 82.0, 95.0],
        [26.0, 36.0, 42.0, 48.0, 58.0],
        [24.0, 36.0, 50.0, 58.0, 64.99],
        [65.0, 68.5, 73.0, 78.0, 92.0],
    ]
)
FOREIGN_AGE = 0.9  # ages above 18 of foreign-language heads below 65, against domestic

# Chance that an adult of 25-64 works [IncomeClass], so that about 13 % of the labour force are
# out of work (Paavo 2024: 12.8 % in Tampere); foreign-language adults less by a factor.
EMPLOYED: F64 = np.array([0.46, 0.87, 0.96])
EMPLOYED_YOUNG_LOW = 0.5  # under 25, low income: half study
FOREIGN_EMPLOYED = 0.88

# Mean years since moving in [Tenure]: move rates of .06, .12, .30, .13 a year (evidence 2.3).
STAY_YEARS: F64 = np.array([14.0, 8.0, 3.0, 7.0])
LONGEST_STAY = 60
LONGEST_SINCE_ARRIVAL = 25

# Floor area against the district's mean [small house, flat], and its spread.
AREA_BY_TYPE: F64 = np.array([1.45, 0.86])
AREA_BY_TENURE: F64 = np.array([1.15, 1.0, 0.85, 0.9])
AREA_SPREAD = 0.33  # sd of log floor area within a district and type
AREA_LIMITS = (20.0, 250.0)

MARKET_OWNER = 0.45  # of production without subsidy; the rest is private rental
"""Renters were .78-1.0 of net added households in 2016-2024, subsidised ones included."""

# Chance that a dwelling of that building-age class has been renovated since [Vintage].
RENOVATED: F64 = np.array([0.85, 0.55, 0.12, 0.0])
LATEST_RENOVATION = 30.0  # years ago, at most
DOMINANT_VINTAGE = 0.8  # of a neighbourhood's dwellings are of its dominant building-age class

INFILL_SHARE = 0.10  # of the stock may still be added
INFILL_SHARE_GROWTH = 0.30  # where 40 % or more has been built since 2000
PUPILS_PER_FAMILY = 0.9  # children of 7-15 a household with children
