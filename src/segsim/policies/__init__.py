"""Policies: one file each, changing states, constraints and institutions, never an outcome."""

from segsim.policies.base import POLICIES, Policy

__all__ = ["POLICIES", "Policy"]
