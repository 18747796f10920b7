"""The console that prints results. It lies here by itself so that what prints nothing does not load it."""

from rich.console import Console

from sync.cli.output import discard_standard_output


class QuietConsole(Console):
    """A console whose reader may leave."""

    def on_broken_pipe(self) -> None:
        """Go on without one."""
        discard_standard_output()
