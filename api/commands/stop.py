"""`marsad stop`: ends what runs on the data directory."""

import argparse

from api.settings import Settings

HELP = """\
Stop the web server and the embedded database of the data directory, in order. Nothing that was stored is lost.

example:
  marsad stop
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments of its own."""


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Stop everything and say what was stopped."""
    from api import servers
    from api.terminal import say
    from graph import embedded

    stopped = 0
    for server in servers.running(settings.home):
        how = "" if servers.stop(server) else " (hard: it did not answer)"
        say(f"stopped the server at {server.url}{how}")
        stopped += 1
    if embedded.stop(settings.home):
        say("stopped the database")
        stopped += 1
    if not stopped:
        say(f"nothing was running on {settings.home}")
    return 0
