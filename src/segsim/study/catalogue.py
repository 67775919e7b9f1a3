"""What can be chosen by name: options of a group, presets, studies, each with a sentence."""

from pathlib import Path

from segsim.paths import search_path
from segsim.policies import POLICIES
from segsim.registry import sentence, unknown

GROUPS = ("city", "policy", "driver", "behaviour")
STUDY_FILE = "study.yaml"


def files(group: str) -> dict[str, Path]:
    """Return the YAML files of one group by name; the caller's hide shipped ones."""
    found: dict[str, Path] = {}
    for folder in search_path("configs"):
        for path in filter(Path.is_file, sorted((folder / group).glob("*.yaml"))):
            found.setdefault(path.stem, path)
    return dict(sorted(found.items()))


def options(group: str) -> list[str]:
    """Return every name that can be chosen in a group."""
    names = set(files(group))
    return sorted(names | set(POLICIES.names()) if group == "policy" else names)


def presets() -> dict[str, Path]:
    """Return the policies with values of their own, which stand in files."""
    return {name: path for name, path in files("policy").items() if name not in POLICIES}


def studies() -> dict[str, Path]:
    """Return the files of all studies by name; the caller's hide shipped ones."""
    found: dict[str, Path] = {}
    for folder in search_path("experiments"):
        for path in filter(Path.is_file, sorted(folder.glob(f"*/{STUDY_FILE}"))):
            found.setdefault(path.parent.name, path)
    return dict(sorted(found.items()))


def study_file(name: str) -> Path:
    """Return where a study is declared; a :class:`UserError` names the nearest otherwise."""
    found = studies()
    if name not in found:
        raise unknown("study", name, found)
    return found[name]


def headline(path: Path) -> str:
    """Return the first comment of a YAML file that is a sentence for readers."""
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        text = line.strip()
        if not text.startswith("#"):
            if text:
                break
            continue
        text = text.lstrip("#").strip()
        if text and not text.startswith("@package"):
            return text
    return ""


def policies() -> dict[str, str]:
    """Return the policy modules, each with the first sentence of its description."""
    return {name: sentence(policy) for name, policy in POLICIES.items()}
