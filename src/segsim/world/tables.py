"""State variables of households, dwellings, neighbourhoods and schools (`docs/odd.md`)."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from segsim.world.table import Column, Table

type U8 = NDArray[np.uint8]
type U16 = NDArray[np.uint16]
type I8 = NDArray[np.int8]
type I16 = NDArray[np.int16]
type I32 = NDArray[np.int32]
type I64 = NDArray[np.int64]
type U64 = NDArray[np.uint64]
type F32 = NDArray[np.float32]
type F64 = NDArray[np.float64]


class Households(Table):
    """One row a household; `status` 0 marks an unused row. Money in real euros."""

    id: U64  # identity, never a row number
    status: U8  # Status
    age: U8  # of the head, years
    adults: U8  # 1 or 2
    children: U8  # [row, 4] age + 1 of each child under 19, 0 where there is none
    language: U8  # Language
    education: U8  # 0 basic, 1 secondary, 2 higher
    employed: U8  # adults in work
    arrears: U8  # years of unpaid housing costs in a row
    queue: U8  # years in the social-housing queue
    event: U8  # life event or pressure that this year makes a move likely (bits, see kernels)
    arrival: I16  # year of arrival in the city (year 0 is the table's); −100 when never
    moved: I16  # year of moving into the present home
    rank: U16  # income rank, 0 … 65,535
    income_class: U8  # IncomeClass
    school: I16  # school of the pupils, −1 none
    weighted: U8  # 1 or 2 when they sit in a weighted-curriculum class: by aptitude, by lot
    learning: U8  # of the children: 128 + 32 × sd from the city's mean; 0 where there is none
    dwelling: I32  # row of the home, −1 none
    neighbourhood: U16  # of the home: kept here so that a pass over households stays in step
    tenure: U8  # Tenure of the home
    income: F32  # disposable income, EUR a year
    permanent: F32  # lasting part of log income
    transitory: F32  # AR(1) part of log income
    wealth: F32  # EUR
    skill: F32  # in the domestic languages, 0 … 1
    attachment: F32  # to the neighbourhood, 0 … 1

    SCHEMA: ClassVar[dict[str, Column]] = {
        "id": (np.uint64, ()),
        "status": (np.uint8, ()),
        "age": (np.uint8, ()),
        "adults": (np.uint8, ()),
        "children": (np.uint8, (4,)),
        "language": (np.uint8, ()),
        "education": (np.uint8, ()),
        "employed": (np.uint8, ()),
        "arrears": (np.uint8, ()),
        "queue": (np.uint8, ()),
        "event": (np.uint8, ()),
        "arrival": (np.int16, ()),
        "moved": (np.int16, ()),
        "rank": (np.uint16, ()),
        "income_class": (np.uint8, ()),
        "school": (np.int16, ()),
        "weighted": (np.uint8, ()),
        "learning": (np.uint8, ()),
        "dwelling": (np.int32, ()),
        "neighbourhood": (np.uint16, ()),
        "tenure": (np.uint8, ()),
        "income": (np.float32, ()),
        "permanent": (np.float32, ()),
        "transitory": (np.float32, ()),
        "wealth": (np.float32, ()),
        "skill": (np.float32, ()),
        "attachment": (np.float32, ()),
    }


class Dwellings(Table):
    """One row a dwelling; `standing` 0 marks an unused row."""

    id: U64
    standing: U8  # 1 in the stock
    tenure: U8  # Tenure
    building_type: U8  # BuildingType
    vintage: U8  # Vintage
    built: I16  # calendar year
    neighbourhood: I32
    occupant: I32  # row of the household, −1 vacant
    area: F32  # m²
    effective_age: F32  # years since built or renovated
    quality: F32  # 1 when new, exp(−δ·effective age)

    SCHEMA: ClassVar[dict[str, Column]] = {
        "id": (np.uint64, ()),
        "standing": (np.uint8, ()),
        "tenure": (np.uint8, ()),
        "building_type": (np.uint8, ()),
        "vintage": (np.uint8, ()),
        "built": (np.int16, ()),
        "neighbourhood": (np.int32, ()),
        "occupant": (np.int32, ()),
        "area": (np.float32, ()),
        "effective_age": (np.float32, ()),
        "quality": (np.float32, ()),
    }


class Neighbourhoods(Table):
    """Where people sort: at least 200 households, one dominant vintage and building type."""

    id: U64
    x: F64  # metres, projected
    y: F64
    district: I32
    vintage: U8  # dominant
    building_type: U8  # dominant
    amenity: F64  # [row, 3] ξ by building type, solved in burn-in, then frozen
    services: F64  # in sd units, 0 what its residents' spending carried at the start
    spending: F64  # their disposable income at the start, EUR a year
    safety: F64  # in sd units
    community: F64  # 0 … 1
    reputation: F64  # in sd units, lagged
    infill_capacity: F64  # dwellings that the rolling plan has room for
    price: F64  # [row, 3] EUR/m² of a new owner dwelling by building type
    rent: F64  # [row, 3] EUR/m²/month of a new private rental dwelling
    social_rent: F64  # EUR/m²/month, at cost
    memory: F64  # [row, 2] own-language share with a memory (information, networks)
    anchor: F64  # [row, 2] district share ÷ city share in the input table; 0 where unknown
    school: I32  # catchment school
    households: I64  # tallies, kept incrementally
    by_language: I64  # [row, 2]
    by_class: I64  # [row, 3]
    children: I64  # under 18
    rank_sum: I64
    stock: I64  # [row, 4, 3] dwellings by tenure and building type
    vacant: I64  # [row, 4, 3]

    SCHEMA: ClassVar[dict[str, Column]] = {
        "id": (np.uint64, ()),
        "x": (np.float64, ()),
        "y": (np.float64, ()),
        "district": (np.int32, ()),
        "vintage": (np.uint8, ()),
        "building_type": (np.uint8, ()),
        "amenity": (np.float64, (3,)),
        "services": (np.float64, ()),
        "spending": (np.float64, ()),
        "safety": (np.float64, ()),
        "community": (np.float64, ()),
        "reputation": (np.float64, ()),
        "infill_capacity": (np.float64, ()),
        "price": (np.float64, (3,)),
        "rent": (np.float64, (3,)),
        "social_rent": (np.float64, ()),
        "memory": (np.float64, (2,)),
        "anchor": (np.float64, (2,)),
        "school": (np.int32, ()),
        "households": (np.int64, ()),
        "by_language": (np.int64, (2,)),
        "by_class": (np.int64, (3,)),
        "children": (np.int64, ()),
        "rank_sum": (np.int64, ()),
        "stock": (np.int64, (4, 3)),
        "vacant": (np.int64, (4, 3)),
    }


class Schools(Table):
    """Comprehensive schools; pupils are children of 7 to 15 years."""

    id: U64
    x: F64
    y: F64
    capacity: I64
    pupils: I64  # [row, 2] by language
    low_income: I64  # pupils of the low income class
    open_share: F64  # share of places open to other catchments
    resources: F64  # EUR a pupil and year above the norm, in 1,000 EUR
    boost: F64  # part of the outcome that resources achieve, sd
    outcome: F64  # in sd units of pupils
    perceived: F64  # perceived quality, in sd units

    SCHEMA: ClassVar[dict[str, Column]] = {
        "id": (np.uint64, ()),
        "x": (np.float64, ()),
        "y": (np.float64, ()),
        "capacity": (np.int64, ()),
        "pupils": (np.int64, (2,)),
        "low_income": (np.int64, ()),
        "open_share": (np.float64, ()),
        "resources": (np.float64, ()),
        "boost": (np.float64, ()),
        "outcome": (np.float64, ()),
        "perceived": (np.float64, ()),
    }
