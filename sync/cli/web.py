"""Show applications and follow-ups on a local page, in your browser."""

import os
import sys
import webbrowser
from typing import Annotated

import typer

from sync.cli.invocation import invocation
from sync.cli.output import show, tell
from sync.errors import UsageError


def web(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where to listen; 0 is any free port.")] = 0,
    no_open: Annotated[bool, typer.Option("--no-open", help="Open no browser.")] = False,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="An address of this machine to listen on.")
    ] = "127.0.0.1",
    let_others_in: Annotated[
        bool,
        typer.Option(
            "--let-others-in", help="With --host: yes, other machines may reach it, and nothing is encrypted."
        ),
    ] = False,
) -> None:
    """Show applications and follow-ups on a local page, in your browser.

    The address works once, in one browser. As of the last sync; what you bring back or answer there is written at once.
    """
    from sync.settings import load  # noqa: PLC0415  help must not pay for it
    from sync.web.serving import is_loopback, listen, serve  # noqa: PLC0415

    if not is_loopback(host):
        _check_consent(host, let_others_in=let_others_in)
    config = invocation(context).config
    site, server = listen(lambda: load(config), host=host, port=port)
    site.get_ready()
    show(site.gate.address)
    tell("Ctrl-C ends it.")
    if not no_open and _has_desktop():
        webbrowser.open(site.gate.address)
    serve(site, server)


def _check_consent(host: str, *, let_others_in: bool) -> None:
    meaning = (
        f"on {host} every machine of that network can reach the page, and nothing is encrypted: who listens in reads "
        "your applications, and can take your place"
    )
    if not let_others_in:
        raise UsageError(meaning, next_step="If that is what you want, add --let-others-in.")
    tell(f"Beware: {meaning}.", style="yellow")


def _has_desktop() -> bool:
    """Where there is none, `webbrowser` would start one in this terminal."""
    return sys.platform in {"darwin", "win32"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
