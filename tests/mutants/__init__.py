"""Deliberate breakages of the engine, each of which the tests must notice; `python -m tests.mutants --help`."""
