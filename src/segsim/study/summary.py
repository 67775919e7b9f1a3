"""What a study has come to, for programs: counts of runs and the comparison of its last year."""

import json
from typing import Any

from segsim.study.main_figures import rows_of
from segsim.study.report import Report
from segsim.study.results import Results


def summary(results: Results, report: Report) -> dict[str, Any]:
    """Return counts of runs, and levels and changes of the main figures, in JSON types.

    Parameters
    ----------
    results
        The results of the study.
    report
        What running it did.
    """
    study = results.study
    rows = rows_of(results)
    return {
        "study": study.name,
        "title": study.title,
        "out": str(results.out),
        "baseline": study.baseline,
        "seeds": list(study.seeds),
        "runs": {
            "total": report.total,
            "done": report.done,
            "cached": report.cached,
            "failed": report.failed,
            "elsewhere": report.elsewhere,
        },
        "seconds": round(report.seconds, 3),
        "levels": _records(results.levels(rows)),
        "changes": _records(results.compare(indicators=rows)),
    }


def _records(table: Any) -> Any:  # noqa: ANN401
    """Return the rows of a table; what is undefined is null."""
    return json.loads(table.to_json(orient="records", double_precision=12))
