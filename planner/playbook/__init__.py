"""The playbook: what a plan may take from a file that a person can read, copy and change.

`parse` reads a file's text, or tells all that is wrong with it; `Playbook` is what the other rooms ask. The article's
own file lies here too. Imports the planner's values, and pydantic for the shape of the file.
"""

from planner.playbook.model import Playbook, PlaybookError
from planner.playbook.parsing import parse

__all__ = ["Playbook", "PlaybookError", "parse"]
