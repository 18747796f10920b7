"""How long an example takes depends on the machine and on who else uses it: that is no property of the code."""

from hypothesis import settings

settings.register_profile("without deadline", deadline=None)
settings.load_profile("without deadline")
