"""Understanding: from an event as a calendar tells it to an interview, with all that people write in their own way.

Tags, facts, dates in words, companies, people, zones: what can't be understood is told, and never raises. Its door is
`planner.recognise`. Imports the planner's values and names, and knows neither playbooks nor follow-ups.
"""
