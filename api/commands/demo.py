"""`marsad demo`: the sample articles, the graph and the page, in one step."""

import argparse

from api.settings import Settings

HELP = """\
Load the sample articles and serve the graph: one step to see what Marsad does.

Starts the embedded database, loads the articles that come with Marsad, and serves page and API until Ctrl-C, which stops everything.

examples:
  marsad demo
  marsad demo --port 9000
  MARSAD_HOME=/tmp/marsad-demo marsad demo      in a data directory of its own
"""
QUERY = "MATCH (a:Actor)-[r:DENIES|BLAMES_ACCUSES|THREATENS]->(b) RETURN a.name, type(r), b.name, r.claims, r.disputed LIMIT 10"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--host", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (8000, or a free one if that is taken)")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Load, serve, say where."""
    from importlib.resources import as_file, files

    import msgspec

    from api.commands.ingest import ingest
    from api.commands.serve import serve
    from api.database import open_database
    from api.servers import ServeError, listen
    from api.terminal import progress_bar, say

    if args.port is None:
        try:
            listen(settings.host, settings.port).close()
        except ServeError:
            settings = msgspec.structs.replace(settings, port=0)
    else:
        listen(settings.host, settings.port).close()  # before the long part, not after it
    say(f"Data directory: {settings.home}")
    say("Starting the database and loading the sample articles (the first time takes half a minute) …")
    with open_database(settings) as database:  # held open, so that it is not stopped between loading and serving
        with as_file(files("loaders").joinpath("samples")) as samples, progress_bar() as progress:
            result, problems, _ = ingest([str(samples / "articles.jsonl")], settings, progress)
        for problem in problems:
            say(f"not taken: {problem}")
        say("Loaded: " + ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in result.items() if number))
        endpoint = database.endpoint

        def ready(url: str) -> None:
            home = f"MARSAD_HOME={settings.home} " if "home" in vars(args) and args.home else ""
            say()
            say(f"  Page            {url}")
            say(f"  API             {url}/docs")
            say(f'  Try             {home}marsad query "{QUERY}"')
            say(f"                  curl -s '{url}/v1/relations?limit=3'")
            if endpoint.reader_user:
                say(f"  Bolt            {endpoint.bolt_uri}  database {endpoint.database}")
                say(f"  read-only login {endpoint.reader_user} / {endpoint.reader_password}")
            say("  Your articles   marsad ingest PATH…")
            say("  Stop            Ctrl-C here, or `marsad stop` elsewhere")
            say()

        return serve(settings, quiet=True, ready=ready)
