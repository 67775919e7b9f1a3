"""Names of the things that can be chosen: policies, indices, drivers, benchmarks.

Standard library only, so that the index library can be used alone.
"""

from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from importlib import import_module
from pkgutil import iter_modules


class UserError(ValueError):
    """A mistake in what the user gave: the message is the interface (exit code 2)."""


class StoppedError(RuntimeError):
    """What was under way cannot go on, and no input is wrong: a full disk, a lost cluster."""


def nearest(name: str, allowed: Iterable[str]) -> list[str]:
    """Return the up to three valid names closest to ``name``, the closest first."""
    names = list(allowed)
    return get_close_matches(name, names, n=3, cutoff=0.5)


def unknown(key: str, value: str, allowed: Iterable[str]) -> UserError:
    """Build the error for a name that does not exist.

    Parameters
    ----------
    key
        What was being chosen, e.g. ``"policy"``.
    value
        The name that was given.
    allowed
        Every valid name.
    """
    names = sorted(allowed)
    close = nearest(value, names)
    hint = f" Did you mean {' or '.join(repr(name) for name in close)}?" if close else ""
    return UserError(f"{key}: there is no {value!r}.{hint} Allowed: {', '.join(names)}.")


class Registry[Item]:
    """Named items of one kind, each found by importing the modules of one package.

    Parameters
    ----------
    key
        The word used for an item in messages, e.g. ``"index"``.
    package
        The package whose modules register items when imported.
    entry_point
        Entry-point group through which other distributions add modules.
    """

    def __init__(self, key: str, package: str, entry_point: str | None = None) -> None:
        self.key = key
        self.package = package
        self.entry_point = entry_point
        self._items: dict[str, Item] = {}
        self._loaded = False

    def add(self, name: str) -> Callable[[Item], Item]:
        """Return a decorator that registers an item under ``name``."""

        def register(item: Item) -> Item:
            if name in self._items and self._items[name] is not item:
                raise ValueError(f"two items named {name!r} in the registry of {self.key}")
            self._items[name] = item
            return item

        return register

    def _load(self) -> None:
        if self._loaded:
            return
        self._loaded = True
        package = import_module(self.package)
        for module in iter_modules(package.__path__):
            import_module(f"{self.package}.{module.name}")
        if self.entry_point is not None:
            from importlib.metadata import entry_points  # noqa: PLC0415 - loads much of the library

            for point in entry_points(group=self.entry_point):
                point.load()

    def registered(self, name: str) -> Item:
        """Return an item that is registered already, without looking for more: while loading."""
        return self._items[name]

    def get(self, name: str) -> Item:
        """Return the item called ``name``; a :class:`UserError` names the nearest otherwise."""
        self._load()
        if name not in self._items:
            raise unknown(self.key, name, self._items)
        return self._items[name]

    def names(self) -> list[str]:
        """Return every name, sorted."""
        self._load()
        return sorted(self._items)

    def items(self) -> list[tuple[str, Item]]:
        """Return names and items, sorted by name."""
        return [(name, self._items[name]) for name in self.names()]

    def __contains__(self, name: object) -> bool:
        self._load()
        return name in self._items

    def __iter__(self) -> Iterator[str]:
        return iter(self.names())

    def __len__(self) -> int:
        self._load()
        return len(self._items)


def sentence(item: object) -> str:
    """Return the first sentence of an item's docstring, on one line."""
    return " ".join((getattr(item, "__doc__", None) or "").split("\n\n")[0].split())
