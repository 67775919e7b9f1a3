"""Nothing in the sources of the state may give other bits on another machine, or draw unkeyed."""

import ast
from pathlib import Path

import pytest

import segsim

SOURCE = Path(segsim.__file__).parent
STATE = (
    "maths.py", "streams.py", "world", "kernels", "submodels", "policies", "cities",
    "model/burn_in.py", "model/snapshot.py",
)  # fmt: skip
"""What the state depends on; observation and studies only read it."""

# fmt: off
TRANSCENDENTAL = {
    "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "logaddexp", "logaddexp2", "sin",
    "cos", "tan", "arcsin", "arccos", "arctan", "arctan2", "sinh", "cosh", "tanh", "arcsinh",
    "arccosh", "arctanh", "hypot", "cbrt", "power", "float_power", "sinc", "geomspace", "logspace",
}
BLAS = {
    "dot", "vdot", "inner", "matmul", "einsum", "tensordot", "linalg", "polyfit", "cov", "corrcoef",
}
UNSTABLE = {"partition", "argpartition"}
MEANS = {"sum", "mean", "average", "std", "var", "nansum", "nanmean", "interp", "trapezoid"}
"""Of whole arrays: NumPy adds floats in an order that hangs on the processor."""
MATH = {"sqrt", "floor", "ceil", "isfinite", "isnan", "isinf", "inf", "nan", "gcd", "isqrt"}
RANDOM = {"random", "secrets"}
# fmt: on
LONGEST = 300
"""Lines of a source: what is longer holds more than one thing."""


def files(*parts):
    """Return the sources below some parts of the package."""
    found = []
    for part in parts:
        path = SOURCE / part
        found += [path] if path.is_file() else sorted(path.rglob("*.py"))
    assert found
    return found


def read(*parts):
    """Yield name and text of every source below some parts of the package."""
    for path in files(*parts):
        yield str(path.relative_to(SOURCE)), path.read_text("utf-8")


def place(name, node, what):
    return f"{name}:{node.lineno}: {what}"


def is_numpy(node):
    return isinstance(node, ast.Name) and node.id in ("np", "numpy")


def whole_exponent(node):
    """Tell whether a power is exact arithmetic: a whole literal exponent, or a power of two."""
    exponent = node.right
    if isinstance(exponent, ast.UnaryOp) and isinstance(exponent.op, ast.USub):
        exponent = exponent.operand
    whole = isinstance(exponent, ast.Constant) and isinstance(exponent.value, int)
    two = isinstance(node.left, ast.Constant) and node.left.value == 2
    return whole or two


def stable(call):
    kinds = [k.value for k in call.keywords if k.arg == "kind"]
    return any(isinstance(k, ast.Constant) and k.value in ("stable", "mergesort") for k in kinds)


def impure(name, text):
    """Yield every construct whose bits differ between processors or releases."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute) and is_numpy(node.value):
            if node.attr in TRANSCENDENTAL | BLAS | UNSTABLE | MEANS:
                yield place(name, node, f"np.{node.attr}")
        elif isinstance(node, ast.ImportFrom) and node.module == "math":
            for item in node.names:
                if item.name not in MATH:
                    yield place(name, node, f"math.{item.name}")
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id == "math" and node.attr not in MATH:
                yield place(name, node, f"math.{node.attr}")
        elif isinstance(node, ast.ImportFrom) and node.module == "numpy":
            yield place(name, node, "a name imported from numpy escapes this scan")
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.MatMult):
            yield place(name, node, "@")
        if (
            isinstance(node, ast.BinOp)
            and isinstance(node.op, ast.Pow)
            and not whole_exponent(node)
        ):
            yield place(name, node, f"** {ast.unparse(node.right)}")
        if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Pow):
            yield place(name, node, "**=")
        if isinstance(node, ast.Call):
            yield from impure_call(name, node)


def of_floats(node):
    """Tell whether the text alone shows that something is an array of floats."""
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Mult | ast.Div | ast.Pow)
    return isinstance(node, ast.Call) and "float" in ast.unparse(node)


def impure_call(name, node):
    method = node.func.attr if isinstance(node.func, ast.Attribute) else None
    if method in ("sort", "argsort") and not stable(node):
        yield place(name, node, f"{method} without kind='stable'")
    if method in MEANS - {"sum"} and not is_numpy(node.func.value):
        yield place(name, node, f".{method}")
    if method == "sum" and of_floats(node.func.value):
        yield place(name, node, ".sum of floats, which maths.total adds in order")
    if ast.unparse(node.func) == "float" and ast.unparse(node).endswith(".sum())"):
        yield place(name, node, "float of a .sum: int of whole numbers, or maths.total")
    if method == "dot" and not is_numpy(node.func.value):
        yield place(name, node, ".dot")
    if isinstance(node.func, ast.Name) and node.func.id in ("hash", "pow"):
        yield place(name, node, f"{node.func.id}()")
    for keyword in node.keywords:
        if keyword.arg in ("fastmath", "parallel"):
            yield place(name, node, str(keyword.arg))


def unkeyed(name, text):
    """Yield every source of numbers that is not a keyed draw."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            for item in node.names:
                if item.name.split(".")[0] in RANDOM or item.name.startswith("numpy.random"):
                    yield place(name, node, f"import {item.name}")
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            named = {item.name for item in node.names}
            if module.split(".")[0] in RANDOM or module.startswith("numpy.random"):
                yield place(name, node, f"from {module}")
            elif module == "numpy" and "random" in named:
                yield place(name, node, "from numpy import random")
        elif isinstance(node, ast.Attribute) and node.attr in ("random", "default_rng", "urandom"):
            yield place(name, node, ast.unparse(node))


def test_the_state_rests_on_exact_arithmetic_and_our_own_exp_and_log():
    assert [found for name, text in read(*STATE) for found in impure(name, text)] == []


def test_no_source_is_long():
    assert [name for name, text in read(".") if len(text.splitlines()) > LONGEST] == []


def test_no_stateful_generator_anywhere():
    assert [found for name, text in read(".") for found in unkeyed(name, text)] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("np.exp(x)", 1),
        ("np.sqrt(x)", 0),
        ("x ** 2", 0),
        ("x ** -1", 0),
        ("2.0 ** k", 0),
        ("x ** 0.5", 1),
        ("x ** y", 1),
        ("a @ b", 1),
        ("a @= b", 1),
        ("a.dot(b)", 1),
        ("np.dot(a, b)", 1),
        ("np.argsort(x)", 1),
        ("x.argsort(kind='stable')", 0),
        ("np.sort(x, kind='quicksort')", 1),
        ("np.argpartition(x, 3)", 1),
        ("from math import exp, sqrt", 1),
        ("math.log(x)", 1),
        ("hash(name)", 1),
        ("np.interp(x, a, b)", 1),
        ("np.mean(x)", 1),
        ("x.mean()", 1),
        ("float(x.sum())", 1),
        ("int(x.sum())", 0),
        ("(x > 0).sum()", 0),
        ("(x * y).sum(axis=1)", 1),
        ("x.astype(np.float64).sum()", 1),
        ("njit(fastmath=True)", 1),
    ],
)
def test_the_scan_sees_what_it_looks_for(text, found):
    assert len(list(impure("scan.py", text))) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import random", 1),
        ("from numpy.random import Generator", 1),
        ("from numpy import random", 1),
        ("np.random.rand()", 1),
        ("self.random", 1),
        ("os.urandom(8)", 1),
        ("from segsim.indices import randomness", 0),
    ],
)
def test_the_scan_sees_generators(text, found):
    assert len(list(unkeyed("scan.py", text))) == found
