"""How fast the store is on this machine: starting, writing, replaying, projecting, reading. One command, one run:

    python -m benchmarks.store [--articles 30000] [--engine embedded|neo4j] [--uri bolt://… --user … --password …]

Articles are made up (10 claims each, actors of a long-tailed frequency, statements and mentions as in news). Rates depend on
the machine and its other load; the ratios within one run are what to compare.
"""

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from neo4j import GraphDatabase

from graph import queries
from graph.bolt_store import Store
from graph.embedded import Embedded, Endpoint
from graph.project import project
from graph.views import ClaimFilter, View
from schema.ids import digest, text_sha256
from schema.records import Article, Claim, Entity, Extraction, Mention, Ref, Run

PREDICATES = ("CONDEMNS_OPPOSES", "DEMANDS", "ATTACKS", "MEETS_NEGOTIATES", "WARNS")
KINDS = ("Person", "ArmedGroup", "State", "GovernmentBody")
ACTORS, PLACES = 5000, 200


def made_up(number: int, seed: int = 1) -> Iterator[Extraction]:
    """Articles of 10 claims about 6 actors and 2 places each."""
    chance = random.Random(seed)
    actors = [
        Entity(id=f"new-{i:016x}", kind=KINDS[i % 4], name=f"Actor Number {i}", known=False) for i in range(ACTORS)
    ]
    places = [Entity(id=f"new-p{i:015x}", kind="Place", name=f"Place {i}", known=False) for i in range(PLACES)]
    for k in range(number):
        text = " ".join(f"w{k}x{chance.randrange(1000)}" for _ in range(200))
        id = f"art-{seed}-{k:012x}"
        pool = [actors[min(int(chance.paretovariate(0.6)) - 1, ACTORS - 1)] for _ in range(6)]
        where = chance.sample(places, 2)
        used = {entity.id: entity for entity in (*pool, *where)}
        claims = []
        for c in range(10):
            subject, obj, speaker = (_ref(chance.choice(pool)) for _ in range(3))
            claims.append(
                Claim(
                    id="clm-" + digest(id, c),
                    predicate=chance.choice(PREDICATES),
                    subject=subject,
                    object=obj,
                    speaker=speaker,
                    chain=(speaker,),
                    place=_ref(chance.choice(where)) if c % 2 else None,
                    start=c * 10,
                    end=c * 10 + 120,
                    quote=text[c * 10 : c * 10 + 120],
                    trigger="x",
                    rule="made-up",
                    confidence=0.8,
                )
            )
        yield Extraction(
            article=Article(
                id=id,
                text=text,
                title=f"Title {k}",
                outlet=f"Outlet {k % 20}",
                published=f"2024-{k % 12 + 1:02d}-{k % 28 + 1:02d}",
                sha256=text_sha256(text),
            ),
            entities=tuple(used.values()),
            mentions=tuple(
                Mention(
                    id=f"men-{digest(id, e.id)}",
                    start=0,
                    end=5,
                    text=e.name,
                    kind=e.kind,
                    entity=e.id,
                    name=e.name,
                    score=1.0,
                    reason="alias",
                )
                for e in used.values()
            ),
            claims=tuple(claims),
            run=Run(extractor="made-up", version="1"),
        )


def _ref(entity: Entity) -> Ref:
    return Ref(entity=entity.id, kind=entity.kind, name=entity.name, text=entity.name, start=0, end=5)


def measure(endpoint: Endpoint, server: Embedded | None, number: int) -> dict[str, float]:
    """Load, load again, project, and read; rates in articles a second, times in milliseconds."""
    found: dict[str, float] = {}
    with Store.open(endpoint, ensure=server.ensure if server else None) as store:
        store.init()
        warm = list(made_up(200, seed=2))
        list(store.write(warm))
        articles = list(made_up(number))
        fifth = max(number // 5, 1)
        rates = []
        for start in range(0, fifth * 5, fifth):
            begun = time.perf_counter()
            done = list(store.write(articles[start : start + fifth]))
            rates.append(len(done) / (time.perf_counter() - begun))
            assert {written.outcome.value for written in done} == {"created"}
        found |= {f"write fifth {at}, articles/s": rate for at, rate in enumerate(rates, 1)}
        found["write whole, articles/s"] = 5 / sum(1 / rate for rate in rates)
        found["last fifth / first fifth"] = rates[-1] / rates[0]
        begun = time.perf_counter()
        assert {written.outcome.value for written in store.write(articles[: fifth * 5])} == {"unchanged"}
        found["replay, articles/s"] = fifth * 5 / (time.perf_counter() - begun)
        begun = time.perf_counter()
        triples = project(store)
        found["project, triples/s"] = triples / (time.perf_counter() - begun)
        found |= _reads(store, endpoint)
    return found


def _reads(store: Store, endpoint: Endpoint) -> dict[str, float]:
    """Median of reads around the most frequent actor, and a view against its bare query over the same protocol."""
    view, hub = View(store), "new-" + "0" * 16
    where = ClaimFilter(subject=hub)
    times = {
        "view: 25 newest claims": _median(lambda: view.claims(where)),
        "view: entity": _median(lambda: view.entity(hub)),
        "view: relations with evidence": _median(lambda: view.relations()),
        "view: search": _median(lambda: view.entities("number 77")),
    }
    query, values = (
        queries.claims_by("subject_key"),
        {**asdict(where), "low": f"{hub}|", "high": f"{hub}|~", "limit": 26},
    )
    with (
        GraphDatabase.driver(endpoint.bolt_uri, auth=(endpoint.user, endpoint.password)) as driver,
        driver.session(database=endpoint.database) as session,
    ):
        bare = _median(lambda: session.run(query, values).data())
    return {
        **{f"{name}, ms": value for name, value in times.items()},
        "bare query: 25 newest claims, ms": bare,
        "view / bare query": times["view: 25 newest claims"] / bare,
    }


def _median(read: "object", times: int = 40) -> float:
    assert callable(read)
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        read()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the store on this machine.")
    parser.add_argument("--articles", type=int, default=30_000)
    parser.add_argument("--memory", default="1g", help="heap of the embedded server")
    parser.add_argument("--uri", help="a Neo4j to measure instead; it should be empty")
    parser.add_argument("--user", default="neo4j")
    parser.add_argument("--password", default="")
    parser.add_argument("--database", default="neo4j")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with ExitStack() as stack:
        found: dict[str, float] = {}
        server = None
        if args.uri:
            endpoint = Endpoint(args.uri, "", args.database, args.user, args.password)
        else:
            home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            begun = time.perf_counter()
            server = stack.enter_context(Embedded(home, args.memory))
            found["start of the embedded server, s"] = time.perf_counter() - begun
            endpoint = server.endpoint
        found |= measure(endpoint, server, args.articles)
    if args.json:
        print(json.dumps(found, indent=1))
    else:
        for name, value in found.items():
            print(f"{name:<40} {value:>12,.2f}")


if __name__ == "__main__":
    main()
