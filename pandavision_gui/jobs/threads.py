"""How many threads a job's libraries get."""

from __future__ import annotations

import os

import psutil


def threads_per_job(parallel_jobs: int) -> int:
    """Share the cores out, with one of them left free.

    Threads that wait for each other suffer most from others: on two cores with anything else
    running, two threads were measured three times slower than one.
    """
    cores = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else cores
    return max(1, (min(cores, allowed) - 1) // parallel_jobs)


def most_threads() -> int:
    """Return how many threads this machine runs at once; with far more the libraries crash."""
    return os.cpu_count() or 1
