"""The words by which an event is known for one that may be an interview, for who reads a calendar and knows no more."""

INTERVIEW_WORDS = (
    *("interview", "phone screen", "technical screen", "tech screen", "recruiter screen", "recruiter call"),
    *("hiring manager", "screening call", "vorstellungsgespräch", "bewerbungsgespräch", "entretien d", "entrevista de"),
)
"""Lower case; where the text of an event holds none of them, its title is no cue."""
