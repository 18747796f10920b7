"""Scheduling: from an understood interview to the touches that follow it, each at its moment and with its reasons.

One file for every kind of touch (`emails`, `letters`, `calls`, `final_call`, `offsets`), and what they share: business
days, decisions, hours, loops, what stood before. Its door is `planner.plan`. Imports the planner's values, names and
playbook, and never reads what a person wrote.
"""
