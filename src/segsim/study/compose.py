"""From overrides to one plain configuration, by Hydra; its messages become ours."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, cast

from hydra import compose as hydra_compose
from hydra import initialize
from hydra.core.config_search_path import ConfigSearchPath
from hydra.core.global_hydra import GlobalHydra
from hydra.core.plugins import Plugins
from hydra.errors import HydraException
from hydra.plugins.search_path_plugin import SearchPathPlugin
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException
from yaml import YAMLError

from segsim.paths import search_path
from segsim.registry import UserError
from segsim.study.config_store import ROOT, declare

_FOLDERS: ContextVar[tuple[str, ...]] = ContextVar("folders", default=())


class _Folders(SearchPathPlugin):
    """Adds the folders of the composition at hand, and nothing to other applications."""

    def manipulate_search_path(self, search_path: ConfigSearchPath) -> None:
        for folder in _FOLDERS.get():
            search_path.append(ROOT, folder)


@cache
def _prepare() -> None:
    Plugins.instance().register(_Folders)
    declare()


@contextmanager
def _composer() -> Iterator[None]:
    """Open Hydra for our folders and leave a surrounding Hydra application as it was."""
    _prepare()
    token = _FOLDERS.set(tuple(path.resolve().as_uri() for path in search_path("configs")))
    outer = GlobalHydra.instance().hydra
    GlobalHydra.instance().clear()
    try:
        with initialize(version_base="1.3", config_path=None, job_name=ROOT):
            yield
    finally:
        GlobalHydra.instance().hydra = outer
        _FOLDERS.reset(token)


def compose(overrides: Sequence[str]) -> dict[str, Any]:
    """Compose the configuration of one scenario.

    Parameters
    ----------
    overrides
        Overrides of model keys and groups, checked by :mod:`segsim.study.checks` before.

    Returns
    -------
    dict
        Plain mappings, lists and scalars: what :func:`segsim.model.specification.specification`
        validates.

    Raises
    ------
    UserError
        What the composer refused, in words of the user's keys.
    """
    try:
        with _composer():
            config = hydra_compose(ROOT, overrides=list(overrides))
            content = OmegaConf.to_container(config, resolve=True, throw_on_missing=True)
    except RecursionError:
        raise UserError(
            "configs: files refer to each other in a circle; a preset needs another name than "
            "what it is based on."
        ) from None
    except UnicodeDecodeError as error:
        raise UserError(f"configs: a chosen file is not UTF-8 text ({error.reason}).") from None
    except UserError:
        raise
    except (HydraException, OmegaConfBaseException, YAMLError, ValueError) as error:
        raise UserError(_explained(error, overrides)) from None
    plain = cast(dict[str, Any], content)
    _whole_policies(plain.get("policy"))
    return plain


def _whole_policies(policies: Any) -> None:  # noqa: ANN401
    """Refuse levers that landed beside the instances: a preset without its header does that."""
    if not isinstance(policies, Mapping):
        return
    loose = [name for name, content in policies.items() if not isinstance(content, Mapping)]
    if loose:
        raise UserError(
            f"policy.{loose[0]}: levers stand outside any policy; a preset file "
            "configs/policy/<preset>.yaml starts with the line '# @package policy.<preset>'."
        )


def _explained(error: Exception, overrides: Sequence[str]) -> str:
    """Return the first line of a composer's message in the words of this project."""
    text = str(error).strip() or type(error).__name__
    first = text.splitlines()[0].rstrip(".:")
    missing = re.search(r"Could not (?:load|find) '([^']+)'", first)
    if missing:
        group, _, name = missing[1].rpartition("/")
        return f"{group or 'configuration'}: there is no file configs/{group}/{name}.yaml."
    shape = re.search(r"In '([^']+)': \w+ raised while composing", first)
    if shape:
        return f"configs/{shape[1]}.yaml: there is something else in it than keys with values."
    place = re.search(r'in "([^"]+)", line (\d+)', text)
    if isinstance(error, YAMLError) and place:
        return f"{place[1]}: row {place[2]}: this is not readable as YAML: {first}."
    given = [o for o in overrides if o.split("=", 1)[0].lstrip("+~") in first]
    about = f"{given[0]}: " if given else ""
    return f"{about or 'configs: '}{first[:1].lower()}{first[1:]}."
