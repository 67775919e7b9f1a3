"""What a study that goes wrong leaves behind."""

import pytest

from segsim.registry import UserError
from segsim.study import runner
from segsim.study.plan import plan
from segsim.study.store import is_done, write_run


def test_a_mistake_that_shows_late_costs_a_city_nothing_that_is_finished(tmp_path, monkeypatch):
    study = plan(["city=grid", "city.households=2000", "years=1", "replications=1"])
    study = study.moved(str(tmp_path / "new" / "study"))
    key = study.runs[0].key

    def finish_and_fail(*_):
        write_run(study.out, key, {}, {"key": key})
        raise UserError("a file is damaged")

    monkeypatch.setattr(runner, "compute", finish_and_fail)
    with pytest.raises(UserError):
        runner.run_study(study)
    assert is_done(study.out, key)
