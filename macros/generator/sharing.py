"""Work shared out among all processors."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable

Job = Callable[[int], None]


def share(job: Job, jobs: int) -> None:
    """Does all jobs, at most 256, each by its number, with all processors; with one where the system cannot copy a
    process. A job may be done twice. Raises what a job raises."""
    numbers, given = os.pipe()  # Whoever is free takes the number of the next job from it.
    os.write(given, bytes(range(jobs)))
    os.close(given)
    helpers = _helpers(job, numbers)
    try:
        while taken := os.read(numbers, 1):
            job(taken[0])
        for helper in helpers:
            helper.join()
    finally:
        for helper in helpers:
            helper.kill()
            helper.join()
        os.close(numbers)
    if any(helper.exitcode for helper in helpers):
        for number in range(jobs):
            job(number)  # What went wrong there goes wrong here too, where it can be told.


def _helpers(job: Job, numbers: int) -> list[multiprocessing.context.ForkProcess]:
    if not hasattr(os, "sched_getaffinity"):
        return []
    fork = multiprocessing.get_context("fork")
    helpers = [
        fork.Process(target=_help, args=(job, numbers, os.getpid()), daemon=True)
        for _ in range(len(os.sched_getaffinity(0)) - 1)
    ]
    for helper in helpers:
        helper.start()
    return helpers


def _help(job: Job, numbers: int, parent: int) -> None:
    try:
        # A build that was killed must not go on.
        while os.getppid() == parent and (taken := os.read(numbers, 1)):
            job(taken[0])
    except BaseException:
        os._exit(1)
