"""Runs a program and prints the most memory that it ever held, in kB: `python -I -S peak.py PROGRAM ARGUMENT…`.

A process of its own, and a small one: what a process held before it became the program counts as the program's.
"""

import resource
import subprocess
import sys

subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
