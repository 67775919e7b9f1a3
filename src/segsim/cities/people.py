"""The households of the synthetic city: who they are, before income and home."""

from dataclasses import dataclass

import numpy as np

from segsim.cities import assumptions as a
from segsim.cities.elementwise import identities, logs, text_key, uniforms
from segsim.cities.groups import member_keys, rank_in_group
from segsim.cities.joint import CELLS, HOMES, TENURE_OF_HOME, Joint
from segsim.cities.table import District, integers, numbers
from segsim.maths import exp
from segsim.streams import Purpose
from segsim.world import Households, Tenure
from segsim.world.tables import F64, I64, U64

_AGE, _LONE, _CHILDREN, _YOUNGEST, _GAP, _DEGREE, _WORK, _WORK_2, _STAY, _ARRIVAL = range(10)
_NEVER = -100  # arrival of a household that has always lived in the country


@dataclass(frozen=True, slots=True)
class People:
    """Households as a table, with what is needed to house them."""

    table: Households
    district: I64
    home: I64
    stage: I64


def people(districts: list[District], joints: list[Joint], seed: int, skill_years: float) -> People:
    """Return all households of the cells, district after district."""
    cells = np.stack([joint.cells.ravel() for joint in joints])
    counts = cells.sum(axis=1)
    code = np.repeat(np.tile(np.arange(CELLS), len(districts)), cells.ravel())
    home, income_class, language, stage = np.unravel_index(code, (HOMES, 3, 2, 5))
    table = Households(int(counts.sum()))
    keys = np.array([text_key(district.id) for district in districts], np.uint64)
    table.id[:] = identities(Purpose.HOUSEHOLD, member_keys(keys, counts))
    table.status[:] = 1
    table.language[:] = language
    table.income_class[:] = income_class
    table.school[:] = -1
    district = np.repeat(np.arange(len(districts)), counts)
    found = People(table, district, home, stage)
    _ages(found, seed)
    _families(found, seed)
    _education(found, districts, seed)
    _work(found, seed)
    _history(found, seed, skill_years)
    return found


def draw(seed: int, ordinal: int, ids: U64) -> F64:
    """Return uniform numbers for one attribute of households."""
    return uniforms(seed, 2000 + ordinal, ids)


def _ages(p: People, seed: int) -> None:
    """Ages of heads: between the quartiles of their stage, newcomers younger."""
    owner = TENURE_OF_HOME[p.home] == Tenure.OWNER
    position = draw(seed, _AGE, p.table.id) * 4.0
    quarter = position.astype(np.int64)
    table = np.stack([a.AGES, a.AGES_OWNER])[owner.astype(np.int64), p.stage]
    rows = np.arange(p.stage.size)
    low, high = table[rows, quarter], table[rows, quarter + 1]
    age = low + (high - low) * (position - quarter)
    younger = (p.table.language == 1) & (age < 65.0)
    age = np.where(younger, 18.0 + (age - 18.0) * a.FOREIGN_AGE, age)
    p.table.age[:] = np.maximum(age, 19.0).astype(np.uint8)


def _families(p: People, seed: int) -> None:
    """Adults, and children under 18 whose ages fit the head's."""
    t = p.table
    family = p.stage == a.FAMILY
    couple = (p.stage == a.COUPLE) | (p.stage == a.COUPLE_65)
    lone = draw(seed, _LONE, t.id) < a.LONE_PARENT[TENURE_OF_HOME[p.home]]
    t.adults[:] = np.where(couple | (family & ~lone), 2, 1)
    rows = np.flatnonzero(family)
    ids = t.id[rows]
    limits = a.CHILDREN[t.language[rows]]
    number = 1 + (draw(seed, _CHILDREN, ids)[:, None] >= limits).sum(axis=1)
    head = t.age[rows].astype(np.int64)
    oldest_possible = np.clip(head - 19, 0, 17)
    latest = np.clip(head - 44, 0, 17)  # few births after 44
    span = (oldest_possible - latest + 1).astype(np.float64)
    child = latest + np.floor(draw(seed, _YOUNGEST, ids) * span).astype(np.int64)
    gap = 1 + np.floor(draw(seed, _GAP, ids) * 4.0).astype(np.int64)
    for k in range(4):
        fits = (k < number) & (child <= 17) & ((k == 0) | (child <= head - 18))
        t.children[rows, k] = np.where(fits, child + 1, 0)
        child = child + gap


def _education(p: People, districts: list[District], seed: int) -> None:
    """Give degrees to exactly the district's share of heads; a fifth have basic education."""
    t = p.table
    score = 1.6 * draw(seed, _DEGREE, t.id) + 0.35 * t.income_class - 0.3 * (t.age >= 65)
    place = rank_in_group(p.district, -score)
    size = integers(districts, "households")
    degrees = np.floor(numbers(districts, "higher_education_share") * size + 0.5)
    basic = size - np.floor((size - degrees) * 0.3 + 0.5)
    t.education[:] = 1
    t.education[place < degrees[p.district]] = 2
    t.education[place >= basic[p.district]] = 0


def _work(p: People, seed: int) -> None:
    """Adults in work: nobody of 65 or more, half of the young with low incomes."""
    t = p.table
    chance = a.EMPLOYED[t.income_class]
    chance = np.where((t.age < 25) & (t.income_class == 0), a.EMPLOYED_YOUNG_LOW, chance)
    chance = np.where(t.language == 1, chance * a.FOREIGN_EMPLOYED, chance)
    chance = np.where(t.age >= 65, 0.0, chance)
    first = draw(seed, _WORK, t.id) < chance
    second = (t.adults == 2) & (draw(seed, _WORK_2, t.id) < chance)
    t.employed[:] = first.astype(np.uint8) + second.astype(np.uint8)


def _history(p: People, seed: int, skill_years: float) -> None:
    """Years since arrival and since moving in, with the skill and attachment they bring."""
    t = p.table
    u = draw(seed, _ARRIVAL, t.id)
    years = 1 + np.floor(u * (0.5 + 0.5 * u) * a.LONGEST_SINCE_ARRIVAL).astype(np.int64)
    years = np.minimum(years, t.age)
    foreign = t.language == 1
    t.arrival[:] = np.where(foreign, -years, _NEVER)
    learnt = np.array([1.0 - exp(-n / skill_years) for n in range(a.LONGEST_SINCE_ARRIVAL + 1)])
    t.skill[:] = np.where(foreign, learnt[np.where(foreign, years, 0)], 1.0)
    mean = a.STAY_YEARS[TENURE_OF_HOME[p.home]]
    stay = 1 + np.floor(-mean * logs(draw(seed, _STAY, t.id))).astype(np.int64)
    longest = np.minimum(a.LONGEST_STAY, np.maximum(1, t.age.astype(np.int64) - 18))
    stay = np.minimum(stay, np.where(foreign, np.minimum(years, longest), longest))
    t.moved[:] = -stay
    attached = np.array([1.0 - exp(-0.1 * n) for n in range(a.LONGEST_STAY + 1)])
    t.attachment[:] = attached[stay]
