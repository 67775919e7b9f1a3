"""From a query to the specification of a run: the city as it was settled, with levers moved.

A query is read by hand and validated by the schema that every run goes through; nothing of it
reaches the composer, a file or a command.
"""

import shlex
from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from segsim.model.checking import unknown_key
from segsim.model.specification import Specification, specification
from segsim.parameters.behaviour import Behaviour
from segsim.parameters.run import Driver
from segsim.policies import POLICIES
from segsim.registry import UserError, unknown

LONGEST, MOST_KEYS, LONGEST_VALUE = 4_000, 100, 400
"""Characters of a query, its keys, characters of a value."""
MOST_YEARS = 100
GROUPS: dict[str, list[str]] = {
    "driver": list(Driver.model_fields),
    "behaviour": [name for name in Behaviour.model_fields if name != "name"],
}
WORDS: Mapping[str, Any] = {"true": True, "false": False, "null": None}
MAPS = ("city.boundaries", "city.water")
"""Keys that change maps and no run: files of somebody's machine."""
FORM = "years, policy, policy.<name>.<lever>, driver.<name>, behaviour.<name>"


class Change(NamedTuple):
    """One key of a query with its value, as it was given and as it is meant."""

    key: str
    text: str
    value: Any

    @property
    def parts(self) -> list[str]:
        """The key taken apart."""
        return self.key.split(".")


def read_query(query: str) -> list[Change]:
    """Return what a query changes; every problem is a line of one :class:`UserError`."""
    if len(query) > LONGEST:
        raise UserError(f"query: {len(query)} characters are too many; at most {LONGEST}.")
    try:
        pairs = parse_qsl(
            query,
            keep_blank_values=True,
            strict_parsing=bool(query),
            max_num_fields=MOST_KEYS,
            errors="strict",
        )
    except ValueError:  # and UnicodeDecodeError, which is one
        raise UserError(
            f"query: not of the form key=value&key=value with at most {MOST_KEYS} keys."
        ) from None
    lines = [f"{key}: {len(v)} characters are too many." for key, v in pairs if _long(v)]
    lines += [f"{key}: two values are given; give one." for key in _twice(k for k, _ in pairs)]
    if lines:
        raise UserError("\n".join(lines))
    return [Change(key, value, plain(value)) for key, value in pairs]


def changed(base: Specification, changes: Iterable[Change]) -> Specification:
    """Return the specification with these changes, validated as any other."""
    content, lines = base.canonical(), list[str]()
    given = list(changes)
    content["policy"] = _chosen(given, lines)
    for change in given:
        _apply(change, content, lines)
    if lines:
        raise UserError("\n".join(lines))
    _leave_the_rest_to_the_market(content["policy"])
    return specification(content)


def plain(text: str) -> Any:  # noqa: ANN401
    """Return a value in the type it looks like: number, truth, nothing, list or text."""
    if text in WORDS:
        return WORDS[text]
    if text.startswith("[") and text.endswith("]"):
        return [plain(part.strip()) for part in text[1:-1].split(",") if part.strip()]
    for kind in (int, float):
        try:
            number = kind(text)
        except ValueError:
            continue
        return number if isfinite(number) else text
    return text


def _chosen(changes: list[Change], lines: list[str]) -> dict[str, dict[str, Any]]:
    """Return the policies that a query names, without levers."""
    named = [change.text for change in changes if change.key == "policy" and change.text]
    names = [name for text in named for name in text.split(",")]
    for name in names:
        if name not in POLICIES:
            lines.append(str(unknown("policy", name, POLICIES)))
    lines += [f"policy: {name!r} is named twice." for name in _twice(names)]
    return {name: {"kind": name} for name in names}


def _apply(change: Change, content: dict[str, Any], lines: list[str]) -> None:
    group, *rest = change.parts
    if change.key == "policy":
        return
    if change.key == "years":
        if type(change.value) is not int or not 1 <= change.value <= MOST_YEARS:
            lines.append(
                f"years: {change.text!r} is not allowed; allowed: a whole number from 1 to"
                f" {MOST_YEARS}."
            )
        content["years"] = change.value
    elif group == "policy" and len(rest) == 2:
        _move(change, rest[0], rest[1], content["policy"], lines)
    elif group in GROUPS and len(rest) == 1:
        if rest[0] not in GROUPS[group]:
            lines.append(unknown_key(change.key, change.value, GROUPS[group]))
        content[group][rest[0]] = change.value
    elif change.key in ("seed", "start_year") or group == "city":
        lines.append(f"{change.key}: given when the server starts, not while it runs.")
    else:
        lines.append(f"{change.key}: there is no such key (given {change.value!r}); {FORM}.")


def _move(
    change: Change, name: str, lever: str, policies: dict[str, dict[str, Any]], lines: list[str]
) -> None:
    if name not in policies:
        why = (
            f"add {name} to policy=."
            if name in POLICIES
            else f"allowed: {', '.join(policies) or 'none'}."
        )
        lines.append(f"{change.key}: {name!r} is not among the policies of this run; {why}")
    elif lever in ("kind", "name"):
        lines.append(f"{change.key}: there is no such key (given {change.value!r}).")
    else:
        policies[name][lever] = change.value


def _leave_the_rest_to_the_market(policies: Mapping[str, dict[str, Any]]) -> None:
    """Let unregulated building be what the other tenures leave, where it is not given.

    The three shares of what is built add up to the whole: one slider would always be refused.
    """
    for levers in policies.values():
        moved = {"share_ara", "share_intermediate"} & levers.keys()
        if not moved or "share_market" in levers:
            continue
        fields = POLICIES.get(levers["kind"]).model_fields
        others = [
            levers.get(key, fields[key].default) for key in ("share_ara", "share_intermediate")
        ]
        if all(isinstance(other, int | float) for other in others):
            levers["share_market"] = max(round(1.0 - sum(others), 9), 0.0)


def command(overrides: Iterable[str], changes: Iterable[Change]) -> str:
    """Return the command of a study that comes nearest to a run."""
    moved = {change.key: change.text for change in changes if change.text or change.key != "policy"}
    said = [
        f"policy=[{text}]" if key == "policy" else f"{key}={text}" for key, text in moved.items()
    ]
    stay = [text for text in overrides if text.split("=", 1)[0] not in (*moved, *MAPS)]
    return shlex.join(["segsim", "run", *stay, *said])


def _long(value: str) -> bool:
    return len(value) > LONGEST_VALUE


def _twice(names: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    return [name for name in names if name in seen or seen.add(name)]  # type: ignore[func-returns-value]
