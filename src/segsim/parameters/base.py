"""How a parameter is declared: once, with default, unit, bounds, description and source."""

from collections.abc import Iterator
from typing import Any, NamedTuple, cast

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

ASSUMPTION = "assumption"
"""The source of a default for which no figure was found."""

MEASURED = "design of the model, measured on a prototype"
"""The source of a default that was chosen by trying it out."""


class Parameters(BaseModel):
    """A validated group of parameters: unknown keys are refused, values stay within bounds."""

    model_config = ConfigDict(extra="forbid", validate_default=True, frozen=True)


def parameter(
    default: Any,  # noqa: ANN401
    description: str,
    *,
    unit: str = "",
    source: str = ASSUMPTION,
    low: float | None = None,
    high: float | None = None,
) -> Any:  # noqa: ANN401
    """Declare a parameter with its unit, bounds (inclusive) and source.

    A default that no source supports carries the source ``"assumption"``.
    """
    return Field(
        default,
        description=description,
        ge=low,
        le=high,
        json_schema_extra={"unit": unit, "source": source},
    )


class Described(NamedTuple):
    """One parameter as `segsim describe` prints it."""

    key: str
    value: Any
    unit: str
    low: float | None
    high: float | None
    source: str
    description: str


def describe(group: BaseModel, prefix: str = "") -> Iterator[Described]:
    """Yield every parameter below ``group`` with its full key."""
    for name, field in type(group).model_fields.items():
        value = getattr(group, name)
        key = f"{prefix}{name}"
        if isinstance(value, BaseModel):
            yield from describe(value, f"{key}.")
        else:
            yield _described(key, value, field)


def _described(key: str, value: Any, field: FieldInfo) -> Described:  # noqa: ANN401
    extra = cast(dict[str, Any], field.json_schema_extra or {})
    bounds: dict[str, float] = {}
    for constraint in field.metadata:
        for end in ("ge", "le"):
            if getattr(constraint, end, None) is not None:
                bounds[end] = getattr(constraint, end)
    return Described(
        key,
        value,
        str(extra.get("unit", "")),
        bounds.get("ge"),
        bounds.get("le"),
        str(extra.get("source", "")),
        field.description or "",
    )
