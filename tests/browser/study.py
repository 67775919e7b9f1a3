"""A small study with everything that pages show: three scenarios, two behaviours, three seeds."""

import os
from pathlib import Path

import segsim

TEXT = """
title: "A small city"
question: "What do two measures do?"
title_fi: "Pieni kaupunki"
question_fi: "Mitä kaksi toimea tekee?"
base:
  - city=grid
  - city.households=6000
  - years=4
baseline: baseline
scenarios:
  baseline: []
  tenure_mixing: ['policy=[tenure_mixing]']
  package: ['policy=[tenure_mixing,infill,tram]', policy.tram.open_year=2028, policy.tram.build_years=1]
seed: 1
replications: 3
behaviours: [mixed, anchored]
"""


def small_study(folder):
    """Run the study in a folder and return where its results are."""
    home = folder / "home"
    (home / "experiments/small").mkdir(parents=True)
    (home / "experiments/small/study.yaml").write_text(TEXT, encoding="utf-8")
    before = Path.cwd()
    os.chdir(home)
    try:
        segsim.run(["study=small"], out=folder / "results")
    finally:
        os.chdir(before)
    return folder / "results"
