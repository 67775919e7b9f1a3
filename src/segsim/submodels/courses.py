"""What courses bring those who took part, in the year in which they are over."""

import numpy as np

from segsim.kernels.search import JOB
from segsim.streams import Purpose, uniforms
from segsim.world import Status, World
from segsim.world.institutions import Course, cause_code
from segsim.world.tables import I64


def complete_courses(world: World) -> None:
    """Let participants of the courses that end this year know more and find work more often.

    Their income follows by the ordinary process, and so does what becomes of the jobs.
    """
    courses = world.institutions.courses
    due = [course for course in courses if course.completes <= world.calendar]
    if not due:
        return
    world.institutions.courses = [one for one in courses if one.completes > world.calendar]
    for course in sorted(due, key=lambda one: (one.policy, one.completes)):
        complete(world, course)


def complete(world: World, course: Course) -> None:
    """Give the participants who are still in the city what they learnt."""
    h = world.households
    rows = still_here(world, course)
    skill = h.skill[rows].astype(np.float64)
    h.skill[rows] = skill + course.skill_gain * (1.0 - skill)
    idle = np.where(h.age[rows] < 64, h.adults[rows].astype(np.int64) - h.employed[rows], 0)
    key = h.id[rows] ^ np.uint64(cause_code(course.policy))
    lucky = uniforms(world.seed, Purpose.COURSE, -world.year, key) < course.job_chance
    finds = rows[(idle > 0) & lucky]
    h.employed[finds] += 1
    h.event[finds] |= JOB


def still_here(world: World, course: Course) -> I64:
    """Return the rows of the participants' households that have not left or ended."""
    h, rows = world.households, course.rows
    there = (h.id[rows] == course.participants) & (h.status[rows] != Status.UNUSED)
    return np.asarray(rows[there], np.int64)
