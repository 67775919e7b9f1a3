"""What a user types after the verb: ``key=value``, read into plain records."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Literal

from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import OverrideType
from hydra.errors import HydraException

from segsim.registry import UserError

type Action = Literal["set", "add", "remove"]

_KEY = re.compile(r"[+~]*[A-Za-z0-9_./-]+(@[A-Za-z0-9_.:/-]*)?")


@dataclass(frozen=True, slots=True)
class Override:
    """One ``key=value``, ``+group@package=name`` or ``~key``."""

    text: str
    key: str
    action: Action
    value: Any = None
    package: str | None = None
    choices: tuple[str, ...] = ()  # the values of a sweep, as text

    @property
    def parts(self) -> list[str]:
        """The key, split at its dots."""
        return self.key.split(".")

    @property
    def policy(self) -> str | None:
        """The instance of a policy that this override concerns, None for other overrides."""
        place = self.package if self.package is not None else self.key
        first, *rest = place.split(".")
        return rest[0] if first == "policy" and rest else None

    @property
    def is_lever(self) -> bool:
        """Whether it sets or removes something inside one instance of a policy."""
        return self.package is None and self.policy is not None

    @property
    def chooses_policies(self) -> bool:
        """Whether it says which policies there are, and not only how strong they are."""
        return self.key == "policy" and self.action != "remove"

    @property
    def composed(self) -> str:
        """The override as the composer takes it.

        Every key is declared, so that ``+key=value`` means the same as ``key=value``; a policy
        under a name of its own is always an addition.
        """
        bare = self.text.lstrip("+")
        return f"+{bare}" if self.package is not None else bare

    @property
    def names(self) -> list[str]:
        """The chosen options, where the value is a name or a list of names."""
        values = self.value if isinstance(self.value, list) else [self.value]
        return [str(value) for value in values if value is not None]


def parse(texts: Iterable[str]) -> list[Override]:
    """Read overrides; a :class:`UserError` names the first that cannot be read."""
    parser = OverridesParser.create()
    return [_read(parser, text) for text in texts]


def _read(parser: OverridesParser, text: str) -> Override:
    key, equals, value = text.partition("=")
    if not key.strip(" +~").split("@")[0] or not (equals or text.startswith("~")):
        raise UserError(f"{text!r} is no override: write key=value, for instance years=20.")
    if not _KEY.fullmatch(key):
        raise UserError(f"{key!r} cannot be a key: letters a-z, digits and _, parts at dots.")
    if "${" in value or value.strip() == "???":
        raise UserError(f"{key}: {value!r} stands for something else; write the value itself.")
    try:
        parsed = parser.parse_override(text)
        choices = tuple(parsed.sweep_string_iterator()) if parsed.is_sweep_override() else ()
        content = None if choices or parsed.is_delete() else parsed.value()
    except HydraException:
        raise UserError(
            f"{key}: cannot read {value!r}; write key=value, lists as [a,b], and put texts with "
            "spaces, brackets or letters like ä in two pairs of quotes: 'key=\"a b\"'."
        ) from None
    actions: dict[OverrideType, Action] = {OverrideType.DEL: "remove", OverrideType.ADD: "add"}
    return Override(
        text=text,
        key=str(parsed.key_or_group).replace("/", "."),
        action=actions.get(parsed.type, "set"),
        value=content,
        package=None if parsed.package is None else str(parsed.package),
        choices=choices,
    )


def selected(overrides: Sequence[Override]) -> list[str]:
    """Return the names of the chosen policies: the last list counts, additions all do."""
    chosen = [o for o in overrides if o.chooses_policies]
    lists = [o.names for o in chosen if o.package is None]
    return [*(lists[-1] if lists else []), *(str(o.policy) for o in chosen if o.package)]


def refuse_sweeps(overrides: Sequence[Override]) -> None:
    """Refuse several values for one key outside a sweep."""
    for override in overrides:
        if override.choices:
            values = ",".join(override.choices)
            raise UserError(
                f"{override.key}: {len(override.choices)} values are given; write "
                f"{override.key}=[{values}] for a list, or add -m for one study a value."
            )


def sweep(overrides: Sequence[Override]) -> list[list[str]]:
    """Return the override texts of every combination of swept values, in the order given."""
    options = [
        [_with(override, choice) for choice in override.choices] or [override.text]
        for override in overrides
    ]
    return [list(combination) for combination in product(*options)]


def _with(override: Override, choice: str) -> str:
    return f"{override.text.split('=', 1)[0]}={choice}"
