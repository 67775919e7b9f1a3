"""Where configurations are found: the caller's folder first, then what segsim ships."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parent.parent


def shipped(folder: str) -> Path:
    """Return the shipped ``configs`` or ``experiments``: in the wheel, or in a checkout."""
    packaged = _PACKAGE / folder
    return packaged if packaged.is_dir() else _CHECKOUT / folder


def search_path(folder: str) -> list[Path]:
    """Return the folders searched for ``configs`` or ``experiments``, first match wins."""
    own = Path.cwd() / folder
    folders = [own] if own.is_dir() else []
    if shipped(folder).resolve() not in [path.resolve() for path in folders]:
        folders.append(shipped(folder))
    return folders


def find(relative: str, folder: str = "configs") -> Path | None:
    """Return the first file of that relative path on the search path, None when there is none."""
    for base in search_path(folder):
        if (base / relative).is_file():
            return base / relative
    return None
