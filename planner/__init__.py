"""What to do after an interview, and when: pure functions over frozen values; the moment is an argument.

Two doors: `recognise` turns the events of an account into interviews, `plan` turns interviews into follow-ups. Behind
them lie three rooms, `understanding`, `playbook` and `scheduling`; `values` and `names` are the words that all speak.
"""
