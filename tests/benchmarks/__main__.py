"""`python -m tests.benchmarks`: the attacks beside other libraries."""

from tests.benchmarks.attacks import main

main()
