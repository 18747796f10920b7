"""python -m tests.google: a server of its own process, until its standard input ends."""

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path

from tests.google.server import calendar_api

parser = argparse.ArgumentParser(prog="python -m tests.google", description=__doc__)
parser.add_argument("--port", type=int, default=0, help="default: a free one")
parser.add_argument("--now", type=datetime.fromisoformat, help="ISO 8601 with an offset; the clock stands there")
parser.add_argument("--client-secrets", type=Path, help="write the desktop client's file here")
parser.add_argument("--token-file", type=Path, help="write a signed-in token here")
parser.add_argument("--scopes", nargs="*", default=["calendar.events"], help="of that token, without their prefix")
options = parser.parse_args()

with calendar_api(now=options.now, port=options.port) as google:
    if options.client_secrets:
        options.client_secrets.write_text(json.dumps(google.client_secrets()))
    if options.token_file:
        options.token_file.write_text(json.dumps(google.authorized_user(*options.scopes)))
        options.token_file.chmod(0o600)
    print(google.endpoint, flush=True)
    sys.stdin.read()
