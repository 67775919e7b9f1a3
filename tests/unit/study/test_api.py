import subprocess
import sys

import pytest

import segsim


def test_importing_is_light():
    heavy = ("hydra", "numba", "mesa", "pandas", "matplotlib", "numpy", "pydantic")
    code = f"import segsim, sys; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_loading_results_loads_no_model():
    code = (
        "import sys, segsim.study.results\n"
        "print([m for m in ('hydra', 'numba', 'mesa', 'matplotlib') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_public_names_are_there():
    assert set(segsim.__all__) <= set(dir(segsim))
    assert callable(segsim.build)
    assert callable(segsim.run)
    assert segsim.indices.INDICES
    assert segsim.__version__
    with pytest.raises(AttributeError, match="no attribute 'biuld'"):
        segsim.biuld  # noqa: B018


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        ("city=grid", "give a list"),
        (["study=tampere_policies"], "belongs to a study"),
        (["city=grid", "replications=3"], "belongs to a study"),
        (["city=grid", "seed=-1"], "seed: -1"),
        (["city=grid", "policy.tram.open_year=2030"], "no scenario"),
    ],
)
def test_build_refuses_what_is_not_one_model(overrides, expected):
    with pytest.raises(segsim.UserError, match=expected):
        segsim.build(overrides)


def test_run_refuses_mistakes_before_it_writes(tmp_path):
    with pytest.raises(segsim.UserError, match="years"):
        segsim.run(["city=grid", "years=0"], out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_workers_do_without_mesa():
    code = (
        "import sys, segsim.study.worker, segsim.model.simulation, segsim.model.warming\n"
        "print([m for m in ('mesa', 'networkx', 'hydra', 'matplotlib') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
