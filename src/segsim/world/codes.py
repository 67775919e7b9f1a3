"""Integer codes of categorical state variables and the names they go by in results."""

from enum import IntEnum


class Language(IntEnum):
    """Register language of a household: domestic is Finnish, Swedish or Sami."""

    DOMESTIC = 0
    FOREIGN = 1


class Tenure(IntEnum):
    """How a dwelling is held."""

    OWNER = 0
    RIGHT_OF_OCCUPANCY = 1
    PRIVATE_RENT = 2
    SOCIAL_RENT = 3


class BuildingType(IntEnum):
    """Building type: small houses, blocks of 1960-1990s height, towers and city blocks."""

    LOW_RISE = 0
    MID_RISE = 1
    HIGH_RISE = 2


class Vintage(IntEnum):
    """Building-age class."""

    BEFORE_1960 = 0
    FROM_1960_TO_1979 = 1
    FROM_1980_TO_1999 = 2
    SINCE_2000 = 3


class IncomeClass(IntEnum):
    """National class of disposable household income (Paavo: two lowest, two highest deciles)."""

    LOW = 0
    MID = 1
    HIGH = 2


class Status(IntEnum):
    """Housing status of a household row; unused rows are zero."""

    UNUSED = 0
    HOUSED = 1
    SEEKING = 2
    HOMELESS = 3


LANGUAGES = ("domestic", "foreign")
TENURES = ("owner", "right_of_occupancy", "private_rent", "social_rent")
BUILDING_TYPES = ("low_rise", "mid_rise", "high_rise")
VINTAGES = ("before_1960", "1960_1979", "1980_1999", "since_2000")
VINTAGE_START = (1920, 1960, 1980, 2000)
INCOME_CLASSES = ("low", "mid", "high")
LIFE_STAGES = ("young", "families", "middle", "elderly")  # under 30, with children, to 64, older
