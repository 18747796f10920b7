"""The daemon: every account is looked at again and again, each in a thread of its own and at its own pace.

due         when an account is to be looked at next: pure
trouble     when the person is to be told of what lasts: pure
loop        the daemon's own thread: starts what is due, takes in what came of it, obeys signals
turn        one look at one account, in its thread
machine     clocks, threads, messages: all that a test replaces
supervisor  systemd's notify protocol
lock        one daemon for a state folder
notice      the command that tells the person
"""
