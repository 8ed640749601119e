"""Lets alerts fire and webhooks be delivered, behind the server, in two threads. One process of a data directory does it at a time.

    change log ──evaluate──►  firing in the book  ──announce──►  change log (op `alert`)
                                      └──────────deliver──────►  webhook, again and again, at last the dead letters

Each arrow ends in one commit that also notes how far it came, so a kill anywhere neither loses nor doubles a firing.
"""

import logging
import random
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice

from api.alerts import MOST_KNOWN, Watch, joined
from api.alerts_book import Alert, AlertBook, Fact, Firing
from api.alerts_delivery import NotDelivered, deliver
from api.locks import try_alone
from api.settings import Settings
from graph import changes
from graph.bolt_store import Store
from graph.changes import ChangeRow
from graph.errors import ChangesGone
from schema.errors import MarsadError

_LOG = logging.getLogger("marsad.alerts")
TURN_SECONDS = 0.5
_AT_ONCE = 1000  # changes that are looked at together
_LONGEST = 6 * 3600.0


class AlertWorker:
    """The two threads. `start` and `close` once each."""

    def __init__(self, book: AlertBook, store: Store, watch: Watch, settings: Settings) -> None:
        self._book, self._store, self._watch, self._settings = book, store, watch, settings
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin."""
        for name, turn in (("alerts", self.turn), ("webhooks", self.deliver_due)):
            thread = threading.Thread(target=self._repeat, args=(name, turn), name=name, daemon=True)
            thread.start()
            self._threads.append(thread)

    def close(self) -> None:
        """End; what is not done is done by the next start."""
        self._stop.set()
        for thread in self._threads:
            thread.join(5)

    def _repeat(self, name: str, turn: "object") -> None:
        assert callable(turn)
        path = self._settings.home / f"{name}.lock"
        while not self._stop.is_set():
            with try_alone(path) as alone:
                while alone and not self._stop.wait(TURN_SECONDS):
                    try:
                        turn()
                    except MarsadError as error:
                        _LOG.warning("alerts wait: %s", error)
                        self._stop.wait(5)
                    except Exception:  # noqa: BLE001 - a thread that ends would let all alerts fall silent
                        _LOG.exception("alerts failed")
                        self._stop.wait(30)
            self._stop.wait(2)

    def turn(self) -> None:
        """Look at what changed, let alerts fire, and tell of it in the change log."""
        if alerts := self._book.alerts():
            self._evaluate(alerts)
        if firings := self._book.unannounced():
            names = {one.id: one.name for one in alerts}
            numbered = [(one.number, _told(one, names)) for one in firings]
            owner = f"firings-{self._book.book}"
            self._store.transact(lambda tx: changes.append_once(tx, self._store.log, owner, numbered))
            self._book.announced(firings[-1].number)

    def _evaluate(self, alerts: Sequence[Alert]) -> None:
        has = changes.bounds(self._store.read)
        position = self._book.position()
        if position is None:
            position = min(one.since for one in alerts)
        if position == has.latest:
            return
        try:
            changes.check(position, has)
        except ChangesGone as gone:
            _LOG.warning("alerts were not asked in time: %s", gone)
            self._book.fire(has.latest, {one.id: self._facts(one, partial(self._watch.missed, one)) for one in alerts})
            return
        rows = list(islice(changes.after(self._store.read, position), _AT_ONCE))
        rows = [row for row in rows if row["kind"] != "alert"] or rows[-1:]
        self._see_joined(alerts, rows, position)
        found: dict[str, Sequence[Fact]] = {}
        for alert in alerts:
            if mine := [row for row in rows if row["seq"] > alert.since and row["kind"] != "alert"]:
                if any(row["op"] == "rebuilt" for row in mine) and alert.watches != "claims":
                    # another extractor may have found other facts in what was there before: they are no news
                    known = self._facts(alert, partial(self._known, alert))
                    self._book.fire(position, {alert.id: known}, silent=True)
                found[alert.id] = self._facts(alert, partial(self._watch.new, alert, mine, self._book))
        self._book.fire(rows[-1]["seq"], found)

    def _facts(self, alert: Alert, look: Callable[[], list[Fact]]) -> list[Fact]:
        try:
            found = look()
            if alert.watches != "claims":
                return found
            # a graph that was lost and made again learned everything anew; the inbox knows what came when
            received = self._book.received(fact["row"]["article"]["id"] for fact in found)
            return [fact for fact in found if received.get(fact["row"]["article"]["id"], alert.made) >= alert.made]
        except MarsadError as error:
            if alert.watches != "recipe":
                raise
            _LOG.warning("the recipe of alert %s cannot be run: %s", alert.id, error)
            return []  # a query that takes too long must not hold up the other alerts

    def _known(self, alert: Alert) -> list[Fact]:
        return list(islice(self._watch.facts(alert), MOST_KNOWN))

    def _see_joined(self, alerts: Sequence[Alert], rows: Sequence[ChangeRow], position: int) -> None:
        pairs = joined(rows)
        for alert in alerts:
            if alert.watches == "incidents" and pairs:
                seen = pairs.keys() - self._book.fresh(alert.id, pairs)
                self._book.fire(position, {alert.id: [{"id": pairs[id]} for id in sorted(seen)]}, silent=True)

    def deliver_due(self) -> None:
        """Send what is due, a few at once."""
        due = self._book.due()
        if due:
            with ThreadPoolExecutor(4, "webhook") as pool:
                list(pool.map(self._deliver, due))

    def _deliver(self, one: tuple[Firing, Alert]) -> None:
        firing, alert = one
        try:
            deliver(alert, firing, private=self._settings.webhooks_private)
        except NotDelivered as error:
            tries = firing.tries + 1
            pause = min(self._settings.webhook_retry_seconds * 4**firing.tries, _LONGEST) * random.uniform(0.8, 1.2)
            last = tries >= self._settings.webhook_tries
            _LOG.warning("webhook of alert %s, try %d: %s", alert.id, tries, error)
            self._book.failed(firing.number, str(error), again_in=None if last else pause)
        else:
            self._book.delivered(firing.number)


def _told(firing: Firing, names: dict[str, str]) -> changes.Row:
    facts = [str(fact["id"]) for fact in firing.facts]
    patch = {"firing": firing.id, "facts": facts}
    return changes.change("alert", "alert", firing.alert, names.get(firing.alert), facts, None, patch)
