"""Making the figures of postal areas whole: suppressed parts filled, sums scaled."""

from collections.abc import Sequence

from segsim.cities.fit import apportion
from segsim.cities.paavo import Row

TENURE = ("hh_owner", "hh_renter", "hh_other_tenure")
INCOME = ("hhinc_low", "hhinc_mid", "hhinc_high")
HOMES = ("dw_small_house", "dw_block_of_flats", "dw_other")
STAGES = ("hh_single", "hh_children", "hh_pensioner")


class Repairs:
    """Fills what is hidden from the shares of all areas together, and notes it."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.notes: list[str] = []
        groups: tuple[tuple[str, ...], ...] = (TENURE, INCOME, HOMES, STAGES)
        self._shares = {group: _shares(rows, group) for group in groups}
        self._homes_per_household = _ratio(rows, "dwellings", "households")

    def note(self, row: Row, text: str) -> None:
        """Record what was done to the figures of one area."""
        self.notes.append(f"{row.code} {row.name}: {text}")

    def households(self, row: Row) -> int:
        """Return the households of an area; there is nothing to scale by without them."""
        found = row.count("households")
        if found is None:
            raise row.error("households", "leaves nothing to scale by: a count is needed")
        return found

    def parts(self, row: Row, group: tuple[str, ...], total: int) -> list[int]:
        """Return the parts of a group, which add up to ``total``.

        Raises
        ------
        UserError
            When no part is known and one of them is wrong rather than suppressed.
        """
        found = [row.count(column) for column in group]
        known = [part for part in found if part is not None]
        if not known or (len(known) == len(group) and sum(known) == 0):
            for column in group:
                if row.count(column) is None and not row.hidden(column):
                    raise row.error(column, "leaves nothing to scale by: a count is needed")
            self.note(row, f"{_names(group)} estimated by the shares of all areas")
            return [int(part) for part in apportion(total, self._shares[group])]
        if len(known) < len(group):
            self.note(row, f"{_names(group, found)} filled by what is left of the total")
            found = self._filled(group, found, total)
        whole = [part or 0 for part in found]
        if sum(whole) != total:
            self.note(row, f"{_names(group)} add to {sum(whole)}, scaled to {total}")
            whole = [int(part) for part in apportion(total, whole)]
        return whole

    def _filled(
        self, group: tuple[str, ...], found: list[int | None], total: int
    ) -> list[int | None]:
        left = max(0, total - sum(part or 0 for part in found))
        shares = [
            share if part is None else 0.0
            for part, share in zip(found, self._shares[group], strict=True)
        ]
        extra = apportion(left, shares)
        return [int(e) if part is None else part for part, e in zip(found, extra, strict=True)]

    def dwellings(self, row: Row, households: int) -> int:
        """Return dwellings: the figure, else the sum of the types, else by households."""
        found = row.count("dwellings")
        if found is None:
            kinds = [row.count(column) for column in HOMES]
            known = [kind for kind in kinds if kind is not None]
            if len(known) == len(HOMES):
                found = sum(known)
                self.note(row, "dwellings taken from the sum of their types")
            elif row.hidden("dwellings"):
                found = int(households * self._homes_per_household + 0.5)
                self.note(row, "dwellings estimated from households")
            else:
                raise row.error("dwellings", "leaves nothing to scale by: a count is needed")
        if found < households:
            self.note(row, f"{found} dwellings raised to the {households} households")
        return max(found, households)

    def stages(self, row: Row, households: int) -> list[int]:
        """Return one-person, family and pensioner households that can hold together."""
        found = [row.count(column) for column in STAGES]
        for k, (column, share) in enumerate(zip(STAGES, self._shares[STAGES], strict=True)):
            if found[k] is None:
                if not row.hidden(column):
                    raise row.error(column, "leaves nothing to scale by: a count is needed")
                found[k] = int(share * households + 0.5)
                self.note(row, f"{column} estimated by the share of all areas")
        single, children, pensioner = (part or 0 for part in found)
        if single + children > households:
            shares = apportion(households, [single, children])
            single, children = int(shares[0]), int(shares[1])
            self.note(row, "hh_single + hh_children scaled to the households")
        if pensioner > households - children:
            pensioner = households - children
            self.note(row, "hh_pensioner lowered to the households without children")
        return [single, children, pensioner]


def _names(group: tuple[str, ...], found: Sequence[int | None] | None = None) -> str:
    chosen = [c for k, c in enumerate(group) if found is None or found[k] is None]
    return ", ".join(chosen)


def _shares(rows: Sequence[Row], group: tuple[str, ...]) -> list[float]:
    """Return each part of a group over all areas, as a share of their households."""
    totals = [sum(row.count(column) or 0 for row in rows) for column in group]
    households = sum(row.count("households") or 0 for row in rows)
    return [total / max(1, households) for total in totals]


def _ratio(rows: Sequence[Row], over: str, under: str) -> float:
    pairs = [(row.count(over), row.count(under)) for row in rows]
    whole = [(a, b) for a, b in pairs if a is not None and b]
    return sum(a for a, _ in whole) / sum(b for _, b in whole) if whole else 1.0
