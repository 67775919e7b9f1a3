"""From a study's declaration to the overrides of each scenario, and to what they mean."""

from collections.abc import Mapping

from segsim.model.specification import Specification, specification
from segsim.registry import UserError
from segsim.study.checks import check, check_levers, is_run_key
from segsim.study.compose import compose
from segsim.study.definition import Definition
from segsim.study.overrides import Override, parse, refuse_sweeps, selected


def spread(definition: Definition, common: list[Override]) -> dict[str, list[Override]]:
    """Return the overrides of every scenario: the study's own, then the user's.

    A lever reaches only the scenarios that have its policy; a policy that is added reaches
    every scenario that has policies (the one without stays what the others are compared with).

    Raises
    ------
    UserError
        For a lever of a policy that no scenario has.
    """
    levers = [o for o in common if o.is_lever]
    added = [o for o in common if o.chooses_policies]
    rest = [o for o in common if not o.is_lever and not o.chooses_policies]
    base = _declared(definition.base, "base")
    result: dict[str, list[Override]] = {}
    for scenario, texts in definition.scenarios.items():
        own = _declared(texts, f"scenario {scenario}")
        extra = added if any(o.chooses_policies for o in own) else []
        result[scenario] = [*base, *own, *rest, *extra]
    if added and not any(added[0] in mine for mine in result.values()):
        raise UserError(f"{added[0].text}: no scenario of this study has policies to add it to.")
    _add_levers(result, levers)
    return result


def _declared(texts: tuple[str, ...], where: str) -> list[Override]:
    try:
        overrides = parse(texts)
        refuse_sweeps(overrides)
        check(overrides)
    except UserError as error:
        raise UserError("\n".join(f"{where}: {line}" for line in str(error).split("\n"))) from None
    wrong = [o.text for o in overrides if is_run_key(o) and o.key != "seed"]
    if wrong:
        raise UserError(f"{where}: {wrong[0]}: this key belongs to the study as a whole.")
    return overrides


def _add_levers(scenarios: dict[str, list[Override]], levers: list[Override]) -> None:
    own = {name: [o for o in mine if o.is_lever] for name, mine in scenarios.items()}
    if not levers and not any(own.values()):
        return
    instances = {name: _instances(mine) for name, mine in scenarios.items()}
    for name, mine in own.items():
        check_levers(mine, instances[name])
    everywhere = {name: kind for found in instances.values() for name, kind in found.items()}
    check_levers(levers, everywhere)
    for name, mine in scenarios.items():
        mine.extend(o for o in levers if o.policy in instances[name])


def _instances(overrides: list[Override]) -> dict[str, str]:
    """Return name → kind of the policies of a scenario."""
    if not any(o.chooses_policies for o in overrides):
        return {}
    content = compose([o.composed for o in overrides if not o.is_lever])
    return {str(name): str(levers.get("kind")) for name, levers in content["policy"].items()}


def resolve(overrides: list[Override], behaviour: str | None) -> Specification:
    """Compose and validate one scenario under one behaviour."""
    # a removal comes last: the composer removes only what has been put
    ordered = sorted(overrides, key=lambda o: o.action == "remove")
    choice = [] if behaviour is None else [f"behaviour={behaviour}"]
    content = compose([*(o.composed for o in ordered), *choice])
    _refuse_shared_names(overrides, content["policy"])
    return specification(content)


def _refuse_shared_names(overrides: list[Override], policies: Mapping[str, object]) -> None:
    """Refuse two policies under one name: the composer lets the second replace the first."""
    chosen = selected(overrides)
    removed = {o.policy for o in overrides if o.action == "remove" and len(o.parts) == 2}
    if len(policies) + len(removed) < len(chosen):
        raise UserError(
            f"policy: of {', '.join(chosen)} two have the same name "
            f"(left: {', '.join(policies)}); give one a name of its own: "
            f"+policy@policy.<name>={chosen[-1]}."
        )
