import os
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

import pytest

from segsim.study import processes
from segsim.study.pool import DIED, Task, Window
from segsim.study.processes import THREADS, LocalPool, local_pool, worker_ahead


@pytest.fixture
def functions(monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    return import_module("pool_functions")


def run(tasks, workers=2):
    return {done.task.name: done for done in Window(tasks, LocalPool(workers)).results()}


def test_every_task_ends_once(functions):
    done = run([Task(f"t{n}", functions.double, n) for n in range(7)])
    assert {name: d.value for name, d in done.items()} == {f"t{n}": 2 * n for n in range(7)}


def test_a_raising_task_is_reported_and_the_rest_go_on(functions):
    tasks = [Task("bad", functions.raise_error, "no"), Task("good", functions.double, 4)]
    done = run(tasks)
    assert done["bad"].problem == "ValueError: no"
    assert done["good"].value == 8


def test_a_dying_task_is_blamed_and_the_innocent_are_not(functions):
    tasks = [Task(f"t{n}", functions.slow, 0.05) for n in range(12)]
    tasks.insert(5, Task("killer", functions.die, None))
    done = run(tasks)
    assert done.pop("killer").problem == DIED
    assert len(done) == 12
    assert not any(d.problem for d in done.values())


def test_a_killed_worker_loses_nothing(functions, tmp_path):
    tasks = [Task("struck", functions.die_once, str(tmp_path / "mark"))]
    tasks += [Task(f"t{n}", functions.slow, 0.05) for n in range(4)]
    done = run(tasks)
    assert done["struck"].value == "second time"
    assert not any(d.problem for d in done.values())


def test_a_task_waits_for_the_one_before(functions):
    tasks = [
        Task("second", functions.double, 1, after="first"),
        Task("first", functions.slow, 0.2),
    ]
    assert list(run(tasks)) == ["first", "second"]


def test_what_is_released_runs_before_all_starters_have(functions):
    starters = [Task(f"s{n}", functions.double, n) for n in range(6)]
    followers = [
        Task(f"f{n}.{k}", functions.double, n, after=f"s{n}") for n in range(6) for k in (1, 2)
    ]
    order = list(run([*starters, *followers], workers=1))
    assert order.index("f0.1") < order.index("s2")
    assert len(order) == 18


def test_what_waits_for_a_failure_fails_with_its_reason(functions):
    tasks = [
        Task("first", functions.raise_error, "broken"),
        Task("second", functions.double, 1, after="first"),
    ]
    assert run(tasks)["second"].problem == "first: ValueError: broken"


def test_workers_have_one_thread_each_and_the_parent_keeps_its_environment(functions):
    before = {name: os.environ.get(name) for name in THREADS}
    done = run([Task("env", functions.environment, list(THREADS))])
    assert done["env"].value == ["1"] * len(THREADS)
    assert {name: os.environ.get(name) for name in THREADS} == before


def test_closing_the_window_ends_the_processes(functions, tmp_path):
    mark = tmp_path / "pid"
    tasks = [Task("quick", functions.double, 1), Task("long", functions.linger, str(mark))]
    results = Window(tasks, LocalPool(2)).results()
    next(results)
    wait_for(lambda: mark.exists() and mark.read_text())
    results.close()
    wait_for(lambda: not alive(int(mark.read_text())))


def test_workers_end_when_their_parent_is_killed(functions, tmp_path):
    mark = tmp_path / "pid"
    script = (
        "import sys\n"
        f"sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "import pool_functions\n"
        "from segsim.study.pool import Task, Window\n"
        "from segsim.study.processes import LocalPool\n"
        f"task = Task('long', pool_functions.linger, {str(mark)!r})\n"
        "list(Window([task], LocalPool(1)).results())\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script])
    wait_for(lambda: mark.exists() and mark.read_text())
    parent.kill()
    parent.wait()
    wait_for(lambda: not alive(int(mark.read_text())))


def test_a_script_without_a_guard_can_use_workers(functions, tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "import sys\n"
        f"sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "import pool_functions\n"
        "from segsim.study.pool import Task, Window\n"
        "from segsim.study.processes import LocalPool\n"
        "task = Task('a', pool_functions.double, 3)\n"
        "print([d.value for d in Window([task], LocalPool(1)).results()])\n"
    )
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "[6]\n"


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def wait_for(condition, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


def test_a_worker_started_ahead_is_used_and_no_more_than_asked_for(functions):
    with worker_ahead("json"):
        pool = local_pool(2)
        assert pool.workers == 2
        pool.wake("json")
        tasks = [Task(str(k), functions.slow, 0.05) for k in range(6)]
        done = list(Window(tasks, pool).results())
    assert sorted(one.task.name for one in done) == sorted(task.name for task in tasks)
    assert not any(one.problem for one in done)
    assert len(pool.started) <= 2
    wait_for(lambda: not any(alive(process.pid) for process in pool.started))


def test_a_worker_nobody_needed_is_ended():
    with worker_ahead("json"):
        (pool,) = processes._AHEAD
    assert processes._AHEAD == []
    wait_for(lambda: not any(alive(process.pid) for process in pool.started))
    assert local_pool(1) is not pool


def test_a_worker_killed_while_it_waits_costs_nothing(functions):
    with worker_ahead("json"):
        (pool,) = processes._AHEAD
        while not pool.started:
            time.sleep(0.01)
        pool.started[0].kill()
        pool.started[0].join()
        time.sleep(0.2)
        taken = local_pool(1)
        taken.wake("json")
        (done,) = Window([Task("a", functions.double, 4)], taken).results()
    assert not done.problem
    assert done.value == 8
