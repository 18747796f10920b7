"""Long explorations of what can go wrong; `python -m tests.torture --help`."""
