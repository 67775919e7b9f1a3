"""Every mistake gives one clear message, exit code 2, no traceback, and writes nothing."""

import pytest

from segsim.cli.main import main

GRID = ["city=grid", "city.households=2000", "years=4", "policy=[infill,tram]"]
TARGET = ["target=corrected_d<=.2"]

CASES = [
    (GRID, ["target: nothing is given", "corrected_d<=.22"]),
    ([*GRID, "target=corrected_d"], ["target: cannot read 'corrected_d'", "for instance"]),
    ([*GRID, "target=corrected_d<.2"], ["cannot read", "<=.22"]),
    ([*GRID, "target=adjusted_disimilarity<=.2"], ["'adjusted_dissimilarity'", "Allowed"]),
    ([*GRID, "target=isolation.skool<=.2"], ["isolation", "'school'"]),
    ([*GRID, "target=isolation.school.langage<=.2"], ["'language'"]),
    ([*GRID, "target=income_share<=.2"], ["of which group?", "high, low, mid"]),
    ([*GRID, *TARGET, "by=2030"], ["by: 2030", "2026 to 2029", "years=5 reaches it"]),
    ([*GRID, *TARGET, "by=2025"], ["by: 2025", "2026 to 2029"]),
    ([*GRID, *TARGET, "by=soon"], ["by: 'soon'", "whole number"]),
    ([*GRID, *TARGET, "minimise=costs"], ["minimise: 'costs'", "'cost'", "displaced"]),
    ([*GRID, *TARGET, "minimise=[]"], ["minimise", "empty"]),
    ([*GRID, *TARGET, "minimise=[cost"], ["minimise: cannot read"]),
    ([*GRID, *TARGET, "budget=3"], ["budget: 3", "at least 4"]),
    ([*GRID, *TARGET, "budget=many"], ["budget: 'many'", "whole number from 3"]),
    ([*GRID, *TARGET, "confirm=1"], ["confirm: 1", "from 2"]),
    ([*GRID, *TARGET, "finalists=0"], ["finalists: 0", "from 1"]),
    ([*GRID, *TARGET, "largest=0"], ["largest: 0", "from 1"]),
    ([*GRID, *TARGET, "intensities=[.5]"], ["intensities: 1 is missing"]),
    ([*GRID, *TARGET, "intensities=[.333,1]"], ["intensities: 0.333", "whole percents"]),
    ([*GRID, *TARGET, "intensities=[0,1]"], ["intensities: 0.0"]),
    ([*GRID, *TARGET, "budgt=9"], ["budgt", "'budget'"]),
    ([*GRID, *TARGET, "yeers=9"], ["yeers", "'years'"]),
    ([*GRID[:3], *TARGET, "policy=[infil]"], ["policy", "'infil'", "'infill'"]),
    ([*GRID[:3], *TARGET, "policy=[]"], ["policy: the list is empty"]),
    ([*GRID, *TARGET, "policy.trem.open_year=2030"], ["'trem'", "'policy.tram'"]),
    ([*GRID, *TARGET, "policy.tram.intensity=0"], ["policy.tram.intensity", "nothing to try"]),
    ([*GRID, *TARGET, "precision=.01"], ["precision", "does not take"]),
    ([*GRID, *TARGET, "years=3,4"], ["years", "2 values"]),
    ([*GRID, *TARGET, "behaviours=[mixd]"], ["behaviours", "'mixd'", "'mixed'"]),
    ([*TARGET, "study=schelling"], ["schelling", "classical model"]),
    ([*TARGET, "study=h3_cities_no"], ["study", "h3_cities"]),
    ([*GRID, *TARGET, "--figures"], ["--figures", "--no-figures"]),
]


@pytest.mark.parametrize(("given", "expected"), CASES, ids=lambda value: str(value)[-40:])
def test_mistakes_are_named_and_leave_nothing(given, expected, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["search", *given]) == 2
    text = capsys.readouterr()
    for part in expected:
        assert part in text.err
    assert "Traceback" not in text.err
    assert text.out == ""
    assert list(tmp_path.iterdir()) == []
