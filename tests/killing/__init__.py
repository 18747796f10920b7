"""Real processes on real servers, killed at random moments of their work; `python -m tests.killing --help`."""
