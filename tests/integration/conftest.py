"""Studies without processes of their own, for tests of anything but the processes."""

import pytest

from segsim.study.processes import Here


@pytest.fixture
def one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let studies run in this process, which has the kernels loaded."""
    monkeypatch.setattr("segsim.study.work.local_pool", Here)
