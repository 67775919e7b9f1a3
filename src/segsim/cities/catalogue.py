"""The cities that can be chosen: those shipped and those imported in the caller's folder."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from segsim.cities.settings import CitySettings, city_settings
from segsim.paths import search_path
from segsim.registry import UserError, unknown

_SOURCE = "Source: "
SLOTS = ("lahti",)
"""Cities that have a place here and no table yet: their user brings it."""


def _files() -> dict[str, Path]:
    """Return settings files by city name, the caller's before the shipped ones."""
    found: dict[str, Path] = {}
    for folder in search_path("configs"):
        for path in filter(Path.is_file, sorted((folder / "city").glob("*.yaml"))):
            found.setdefault(path.stem, path)
    return dict(sorted(found.items()))


def _content(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise UserError(f"{path}: this is not readable as YAML: {reason}.") from error
    if not isinstance(content, dict):
        raise UserError(f"{path}: no settings in it")
    return content


def load_city(name: str, **changes: Any) -> CitySettings:  # noqa: ANN401
    """Return the settings of ``city=<name>``, with ``changes`` to single keys.

    Raises
    ------
    UserError
        When there is no such city, or its settings are wrong.
    """
    files = _files()
    if name not in files:
        raise unknown_city(name, files)
    return city_settings(_content(files[name]) | changes)


def unknown_city(name: str, known: Iterable[str]) -> UserError:
    """Return the error for a city that is not there; of a slot, it says how to fill it."""
    error = unknown("city", name, known)
    if name not in SLOTS:
        return error
    return UserError(
        f"{error} It has a slot and no table: write one with "
        f"`segsim import FILE --name {name}` (docs/cities.md)."
    )


def list_cities() -> list[tuple[str, str]]:
    """Return name and one sentence of every city, sorted by name."""
    return [(name, _sentence(name, _content(path))) for name, path in _files().items()]


def _sentence(name: str, content: dict[str, Any]) -> str:
    """Return "<title>, from <first source>." on one line; the title alone without a source."""
    title = content.get("title") or name
    source = " ".join(str(content.get("source") or "").split())
    if not source.startswith(_SOURCE):
        return f"{title}."
    return f"{title}, from {source.removeprefix(_SOURCE).split('. ')[0].rstrip('.')}."
