"""A process to be killed: loads articles into a database and prints each one's id once it is acknowledged."""

import sys

from graph.bolt_store import Store
from graph.embedded import Endpoint
from graph.project import project
from tests.live.build import REFERENCE, many


def main(uri: str, database: str, user: str, password: str, number: int) -> None:
    with Store.open(Endpoint(uri, "", database, user, password), reference=REFERENCE) as store:
        print("ready", flush=True)
        for written in store.write(many(number), batch=4):
            print(written.article, flush=True)
        project(store)
        print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:5], int(sys.argv[5]))
