"""What a user gave, held against a declaration: one clear line for every problem."""

from collections.abc import Iterator, Mapping
from math import isfinite
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from segsim.registry import UserError, nearest

_WORDS: dict[Any, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text",
    NoneType: "null",
}


def validated[Model: BaseModel](
    model: type[Model],
    content: Any,  # noqa: ANN401
    prefix: str = "",
) -> Model:
    """Validate ``content``; every problem becomes a line of one :class:`UserError`.

    Parameters
    ----------
    model
        The declaration.
    content
        What the user gave.
    prefix
        What stands before a field's name in its full key, e.g. ``"city."``.
    """
    if not isinstance(content, Mapping):
        raise UserError(f"{prefix.rstrip('.')}: {content!r} is not allowed; keys with values.")
    plain = {str(key): _as_text(model.model_fields.get(str(key)), v) for key, v in content.items()}
    lines = dict(_slips(model, plain, prefix))
    try:
        result = model.model_validate(plain)
    except ValidationError as error:
        for problem in error.errors():
            key, line = _line(model, dict(problem), plain, prefix)
            lines.setdefault(key, line)
        raise UserError("\n".join(lines.values())) from None
    if lines:
        raise UserError("\n".join(lines.values()))
    return result


def _as_text(field: FieldInfo | None, value: Any) -> Any:  # noqa: ANN401
    """Read a number as text where only text is allowed: postal codes look like numbers."""
    if field is None or {int, float} & set(_leaves(field.annotation)):
        return value
    if str not in _leaves(field.annotation):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list | tuple):
        return [_as_text(field, item) for item in value]
    return value


def _slips(
    model: type[BaseModel], content: Mapping[str, Any], prefix: str
) -> Iterator[tuple[str, str]]:
    """Yield what pydantic lets pass: truth values as numbers, infinite and undefined numbers."""
    for name, value in content.items():
        field = model.model_fields.get(name)
        if field is None:
            continue
        leaves = _leaves(field.annotation)
        inner = _inner(field)
        if inner is not None and isinstance(value, Mapping):
            yield from _slips(inner, value, f"{prefix}{name}.")
        for item in _items(value):
            truth = isinstance(item, bool) and bool not in leaves
            if truth or (isinstance(item, float) and not isfinite(item)):
                key = f"{prefix}{name}"
                yield key, f"{key}: {item!r} is not allowed; {allowed(field)}."


def _items(value: Any) -> Iterator[Any]:  # noqa: ANN401
    """Yield a value, or what a list holds at any depth."""
    if isinstance(value, list | tuple):
        for item in value:
            yield from _items(item)
    else:
        yield value


def _line(
    model: type[BaseModel], problem: dict[str, Any], content: Mapping[str, Any], prefix: str
) -> tuple[str, str]:
    path, field, inside, rest = _place(model, problem["loc"])
    key = (prefix + ".".join(path)).rstrip(".")
    value: Any = content
    for part in path:
        value = _item(value, part)
    if problem["type"] == "extra_forbidden" and rest:
        full = f"{key}.{rest[0]}".lstrip(".")
        return full, unknown_key(full, problem["input"], inside.model_fields)
    if problem["type"] == "missing" and value is None and field is not None:
        return key, f"{key}: nothing is given; {allowed(field)}."
    if problem["type"] == "value_error":
        text = str(problem["msg"]).removeprefix("Value error, ")
        return f"{key} {text}", f"{key}: {text}." if key else f"{text}."
    return key, f"{key}: {value!r} is not allowed; {allowed(field)}."


def _item(value: Any, part: str) -> Any:  # noqa: ANN401
    if isinstance(value, list | tuple):
        return value[int(part)] if part.isdigit() and int(part) < len(value) else None
    return value.get(part) if isinstance(value, Mapping) else getattr(value, part, None)


def _place(
    model: type[BaseModel], loc: tuple[str | int, ...]
) -> tuple[list[str], FieldInfo | None, type[BaseModel], tuple[str | int, ...]]:
    """Follow a location to the innermost declared field (unions and lists add more parts)."""
    path: list[str] = []
    row: list[str] = []  # position in a list, part of the path when a field follows
    field: FieldInfo | None = None
    holder = model
    for position, part in enumerate(loc):
        if isinstance(part, int):
            row.append(str(part))
        elif part in holder.model_fields and (field is None or _inner(field) is holder):
            path.extend([*row, part])
            row.clear()
            field = holder.model_fields[part]
            holder = _inner(field) or holder
        else:
            return path, field, holder, loc[position:]
    return path, field, holder, ()


def unknown_key(key: str, value: Any, names: Mapping[str, Any] | list[str]) -> str:  # noqa: ANN401
    """Return the line about a key that does not exist."""
    group, _, name = key.rpartition(".")
    before = f"{group}." if group else ""
    close = [f"{before}{other}" for other in nearest(name, names)[:2]]
    hint = f" Did you mean {' or '.join(repr(other) for other in close)}?" if close else ""
    where = f" in {group}" if group else ""
    listed = ", ".join(sorted(names))
    return f"{key}: there is no such key (given {value!r}).{hint} Allowed{where}: {listed}."


def allowed(field: FieldInfo | None) -> str:
    """Say what a field takes: its types and its bounds."""
    if field is None:
        return "something else is expected"
    words = [_word(part) for part in _parts(field.annotation)]
    ends = {
        end: getattr(constraint, end)
        for constraint in field.metadata
        for end in ("ge", "le", "gt", "lt")
        if getattr(constraint, end, None) is not None
    }
    low, high = ends.get("ge", ends.get("gt")), ends.get("le", ends.get("lt"))
    if low is not None and high is not None:
        words[0] += f" from {_number(low)} to {_number(high)}"
    elif low is not None:
        words[0] += f" of at least {_number(low)}"
    elif high is not None:
        words[0] += f" of at most {_number(high)}"
    return "allowed: " + " or ".join(words)


def _number(value: float) -> str:
    return f"{int(value)}" if float(value).is_integer() else f"{value:g}"


def _word(part: Any) -> str:  # noqa: ANN401
    if get_origin(part) is Literal:
        return ", ".join(str(choice) for choice in get_args(part))
    if get_origin(part) in {tuple, list}:
        parts = get_args(part)
        count = "" if Ellipsis in parts or get_origin(part) is list else f"{len(parts)} "
        return f"a list of {count}{_several(parts[0])}"
    return _WORDS.get(part, "keys with values")


def _several(part: Any) -> str:  # noqa: ANN401
    """Say what a list holds, in the plural."""
    if get_origin(part) in {tuple, list}:
        return _word(part).replace("a list", "lists", 1)
    if get_origin(part) is Literal:
        return _word(part)
    return f"{_WORDS[part].removeprefix('a ')}s" if part in _WORDS else "keys with values"


def _parts(annotation: Any) -> list[Any]:  # noqa: ANN401
    """Return the alternatives of a union, null last."""
    if get_origin(annotation) in {Literal, tuple, list, dict} or not get_args(annotation):
        return [annotation]
    return sorted(get_args(annotation), key=lambda part: part is NoneType)


def _leaves(annotation: Any) -> list[Any]:  # noqa: ANN401
    """Return the innermost types of an annotation."""
    if get_origin(annotation) is Literal:
        return [type(choice) for choice in get_args(annotation)]
    inner = [part for part in get_args(annotation) if part is not Ellipsis]
    return [leaf for part in inner for leaf in _leaves(part)] if inner else [annotation]


def _inner(field: FieldInfo) -> type[BaseModel] | None:
    models = [
        leaf
        for leaf in _leaves(field.annotation)
        if isinstance(leaf, type) and issubclass(leaf, BaseModel)
    ]
    return models[0] if models else None
