"""The planner's page: what a study has found, in one file that can be handed on."""

from segsim.report.build import write_report

__all__ = ["write_report"]
