"""A CalDAV server on loopback that keeps the standards, with one flag for each way in which real servers don't.

Small enough to be seen to be right. See `server` for how it is used, `quirks` for what it can be told to do.
"""
