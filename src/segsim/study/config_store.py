"""Composition entries generated from the declarations in code, as plain dictionaries.

Parameters are declared once, as validated model fields. What stands here only tells the
composer which keys exist and what their defaults are; YAML files hold presets.
"""

from typing import Any

import yaml
from hydra.core.config_store import ConfigStore
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from segsim.cities import CitySettings
from segsim.model.specification import RunParameters
from segsim.paths import shipped
from segsim.policies import POLICIES
from segsim.registry import UserError

ROOT = "segsim"
"""Name of the primary configuration: the shipped ``configs/config.yaml``."""


def defaults(model: type[BaseModel], leave_out: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the declared defaults of a model in plain types; required fields are left out."""
    content: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        if name not in leave_out and field.get_default() is not PydanticUndefined:
            content[name] = _plain(field.get_default())
    return content


def _plain(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def declare() -> None:
    """Enter every declared key into the composer's store (idempotent)."""
    store = ConfigStore.instance()
    primary = yaml.safe_load((shipped("configs") / "config.yaml").read_text(encoding="utf-8"))
    store.store(name=ROOT, node=primary, provider=ROOT)
    everything = {**defaults(RunParameters), "city": defaults(CitySettings), "policy": {}}
    store.store(group="declared", name="all", node=everything, package="_global_", provider=ROOT)
    for name, policy in POLICIES.items():
        if "kind" in policy.model_fields:
            raise UserError(f"the policy module {name!r} declares a lever called 'kind'")
        node = {"kind": name, **defaults(policy, leave_out=("name",))}
        store.store(group="policy", name=name, node=node, package=f"policy.{name}", provider=ROOT)
