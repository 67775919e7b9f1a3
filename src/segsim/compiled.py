"""How every hot loop of segsim is compiled: one decorator, one set of options, one cache."""

import hashlib
import os
import platform
import sys
from collections.abc import Callable
from functools import cached_property, wraps
from pathlib import Path
from typing import Any, cast

import numpy as np
from llvmlite import ir
from numba import __version__ as numba_version
from numba import config, njit, types
from numba.core import cgutils
from numba.extending import intrinsic, overload

CACHE_LINE = 64
_PACKAGE = Path(__file__).parent
_COMPILED = ("compiled.py", "maths.py", "streams.py", "kernels", "world")
"""Files and folders whose code is compiled, or whose constants are compiled in."""


def _cache_home() -> Path:
    """Return the folder for machine code: NUMBA_CACHE_DIR, or the user's cache folder."""
    if config.CACHE_DIR:
        return Path(config.CACHE_DIR)
    home = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(home) if home else Path.home() / ".cache") / "segsim"


def _use_own_cache() -> None:
    """Keep machine code in a folder named after the sources it was made from.

    Numba looks at the file of a function only, not at what the function calls: after a change
    in another file it would go on with what it compiled before.
    """
    digest = hashlib.sha256()
    for entry in _COMPILED:
        path = _PACKAGE / entry
        for source in sorted(path.glob("*.py")) if path.is_dir() else [path]:
            digest.update(source.read_bytes())
    folder = _cache_home() / digest.hexdigest()[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return  # nowhere to write: Numba decides
    config.CACHE_DIR = str(folder)


_use_own_cache()


def marker() -> Path:
    """Return the file that says that everything is compiled for this Python and processor."""
    tag = f"{sys.implementation.cache_tag}-{numba_version}-{platform.machine()}"
    return Path(config.CACHE_DIR or ".") / f"complete-{tag}"


def kernel[Function: Callable[..., Any]](function: Function) -> Function:
    """Compile a function of plain loops over arrays.

    No fast-math (bits would change between processors), the machine code is cached, and the
    lock of the interpreter is released. With ``NUMBA_DISABLE_JIT=1`` the same source runs as
    plain Python, where integers must be allowed to wrap around.
    """
    return _plain(function) if config.DISABLE_JIT else cast(Function, njit(**_KERNEL)(function))


def formula[Function: Callable[..., Any]](function: Function) -> Function:
    """Compile a function of a few numbers that kernels inline and Python may call too."""
    return _plain(function) if config.DISABLE_JIT else cast(Function, njit(**_BUILT_IN)(function))


def part[Function: Callable[..., Any]](function: Function) -> Function:
    """Compile a function that is always inlined into the kernels that call it.

    A table is some two hundred machine words: handing it to a real call would cost more than
    what the function does.
    """
    return _plain(function) if config.DISABLE_JIT else cast(Function, _BuiltIn(function))


class _BuiltIn:
    """A part as kernels see it: without what takes tables from Python, the larger half to compile.

    Called from Python, by tests, it is compiled once more, to be called.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self.__name__, self.__doc__ = function.__name__, function.__doc__
        self._function = function
        self._compiled = njit(**_BUILT_IN, no_cpython_wrapper=True)(function)

    @property
    def _numba_type_(self) -> Any:  # noqa: ANN401
        return self._compiled._numba_type_

    @cached_property
    def _called(self) -> Any:  # noqa: ANN401
        return njit(**(_BUILT_IN | {"cache": False}))(self._function)  # the cache has the other

    def __call__(self, *arguments: Any) -> Any:  # noqa: ANN401
        return self._called(*arguments)


_KERNEL: dict[str, Any] = {
    "cache": True,
    "error_model": "numpy",
    "nogil": True,
    "no_cfunc_wrapper": True,  # nobody calls them from C
}
# Without Numba's memory management a part does not count references to the arrays it is handed,
# which would cost more than its work (measured: tenfold); it cannot make arrays.
_BUILT_IN: dict[str, Any] = {**_KERNEL, "forceinline": True, "_nrt": False}


def _plain[Function: Callable[..., Any]](function: Function) -> Function:
    @wraps(function)
    def plain(*arguments: Any) -> Any:  # noqa: ANN401
        with np.errstate(over="ignore"):
            return function(*arguments)

    return cast(Function, plain)


_BODIES: dict[Callable[..., Any], dict[type, Callable[..., Any]]] = {}


def variants[Function: Callable[..., Any]](function: Function) -> Function:
    """Declare a part that has a body for every kind of its first argument, a named tuple.

    Kernels are compiled once for each kind they are called with, and the body of that kind is
    built in: a lattice model and a city share a loop without a branch in it. ``function`` itself
    says what all bodies do; :func:`variant` adds one.
    """
    bodies: dict[type, Callable[..., Any]] = {}

    @wraps(function)
    def chosen(*arguments: Any) -> Any:  # noqa: ANN401
        return bodies[type(arguments[0])](*arguments)

    def typed(first: Any, *_: Any) -> Callable[..., Any] | None:  # noqa: ANN401
        named = isinstance(first, types.BaseNamedTuple)
        return bodies.get(first.instance_class) if named else None

    _BODIES[chosen] = bodies
    if not config.DISABLE_JIT:
        options = {"error_model": "numpy", "nogil": True, "forceinline": True, "_nrt": False}
        overload(chosen, jit_options=options, strict=False)(typed)
    return cast(Function, chosen)


def variant[Body: Callable[..., Any]](
    function: Callable[..., Any], kind: type
) -> Callable[[Body], Body]:
    """Return a decorator that adds the body of a :func:`variants` part for one kind."""

    def add(body: Body) -> Body:
        _BODIES[function][kind] = body
        return body

    return add


def prefetch(array: Any, index: Any) -> None:  # noqa: ANN401
    """Ask for the element ``index`` of an array ahead of its use: a hint that changes no result.

    The processor fetches it while it does something else. An index outside the array is harmless.
    """


@intrinsic  # type: ignore[untyped-decorator]
def _prefetch(_context: Any, array: Any, index: Any) -> Any:  # noqa: ANN401
    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ANN401
        kind, number = signature.args
        stored = context.make_array(kind)(context, builder, arguments[0])
        i = context.cast(builder, arguments[1], number, types.intp)
        (stride,) = cgutils.unpack_tuple(builder, stored.strides)
        word, flag = ir.IntType(64), ir.IntType(32)
        byte = ir.IntType(8).as_pointer()
        start = builder.add(builder.ptrtoint(stored.data, word), builder.mul(i, stride))
        takes = ir.FunctionType(ir.VoidType(), [byte, flag, flag, flag])
        call = cgutils.get_or_insert_function(builder.module, takes, "llvm.prefetch.p0i8")
        size = context.get_abi_sizeof(context.get_data_type(kind.dtype))
        for offset in range(0, size, CACHE_LINE):
            place = builder.inttoptr(builder.add(start, word(offset)), byte)
            builder.call(call, [place, flag(0), flag(3), flag(1)])  # to read, keep it, data
        return context.get_dummy_value()

    return types.void(array, index), build


@overload(prefetch, jit_options={"forceinline": True, "_nrt": False}, strict=False)  # type: ignore[untyped-decorator]
def _hint(array: Any, index: Any) -> Callable[[Any, Any], None]:  # noqa: ANN401, ARG001
    def body(array: Any, index: Any) -> None:  # noqa: ANN401
        _prefetch(array, index)

    return body
