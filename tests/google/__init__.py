"""Google's Calendar API, version 3, on loopback: strict where Google documents, nasty where users report it.

The real client library runs against it unmocked. See `server` for how it is used.
"""
