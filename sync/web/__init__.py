"""The local page: for people who would rather look than read.

    gate          who may ask, and what every answer carries
    look          the accounts as of their last cycles, by their ledgers alone
    applications  from interviews and follow-ups to applications
    timeline      where each moment lies between the first and the last
    what_if       another decision date or stage, and the plan that would come of it
    acts          the two things that change something, each through the engine
    shown         the templates, and the words for what stands in them
    site          the addresses and their pages
    serving       the server

Reads no calendar; without an explicit act it writes nothing. No JavaScript, nothing from elsewhere.
"""
