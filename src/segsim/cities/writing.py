"""Settings and table of an imported city on disk: both or neither."""

from collections.abc import Sequence
from pathlib import Path

import yaml

from segsim.cities.settings import CitySettings
from segsim.registry import UserError

SOURCE = (
    "Source: Statistics Finland, Paavo 2024 (CC BY 4.0); foreign-language share of 2020. "
    "Building ages and the social share of renting are assumptions."
)


def settings_text(name: str, content: dict[str, object], notes: Sequence[str]) -> str:
    """Return the YAML of a city: every key that can be set, its own values put in."""
    fixed = {"name", "kind", "table", "spacing_m", "price_centre", "price_slope", "rings"}
    fixed |= {"vacancy", "infill"}
    keys = [key for key in CitySettings.model_fields if key not in fixed]
    default = CitySettings(kind="grid").model_dump(mode="json")
    values = {key: default[key] for key in keys} | {"source": SOURCE, "notes": list(notes)}
    whole = {"name": name, "kind": "table", "table": f"{name}.csv"} | values | content
    return yaml.safe_dump(
        whole, sort_keys=False, allow_unicode=True, width=100, default_flow_style=None
    )


def write_together(files: dict[Path, str]) -> None:
    """Write all files beside their places, then move them there; on a failure none is changed.

    Raises
    ------
    UserError
        When the folder cannot be written to.
    """
    parts = {path: path.with_name(f".{path.name}.part") for path in files}
    before: dict[Path, bytes | None] = {}
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            parts[path].write_text(text, "utf-8")
        for path, part in parts.items():
            before[path] = path.read_bytes() if path.is_file() else None
            part.replace(path)
    except OSError as error:
        _put_back(before)
        raise UserError(f"{next(iter(files)).parent}: cannot be written to: {error}") from error
    finally:
        for part in parts.values():
            if part.is_file():
                part.unlink()


def _put_back(before: dict[Path, bytes | None]) -> None:
    for path, content in before.items():
        if content is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(content)
