"""Where webhooks may go, and how they are signed."""

import base64
import hashlib
import hmac
import socket
import threading
import time

import pytest

from api import alerts_delivery
from api.alerts_book import Alert, AlertBook, Firing, NoSuchAlert
from api.alerts_delivery import NotDelivered, addresses, deliver, is_public, new_secret, signature, target
from schema.errors import InvalidData

PRIVATE = [
    "127.0.0.1",
    "127.8.8.8",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "168.63.129.16",
    "192.0.2.1",
    "198.18.0.1",
    "240.0.0.1",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fec0::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::",
    "2001:0:7f00:1::",
    "2001:db8::1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_of_the_open_internet_is_none(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_an_address_of_the_open_internet_is_one(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://127.1/",
        "http://0x7f.1/",
        "http://2130706433/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://0/",
        "http://169.254.169.254/latest/meta-data",
        "http://①②⑦.0.0.1/",
        "https://10.0.0.1/",
    ],
)
def test_however_a_private_address_is_written_nothing_is_connected_to(url, monkeypatch):
    monkeypatch.setattr(socket, "socket", lambda *_: pytest.fail("connected"))
    with pytest.raises((NotDelivered, InvalidData)):
        addresses(target(url, private=False), private=False)


def test_a_name_that_leads_to_a_public_and_a_private_address_is_refused(monkeypatch):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443)) for ip in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(NotDelivered, match=r"10\.0\.0\.1"):
        addresses(target("https://example.org/", private=False), private=False)


@pytest.mark.parametrize(
    "url",
    ["ftp://example.org/", "file:///etc/passwd", "http://", "http://u:p@example.org/", "http://example.org:22/", "http://a b/",
     "https://example.org/\r\nX: y", "http://example.org:99999/", "nonsense"],
)  # fmt: skip
def test_what_is_no_webhook_is_refused_by_its_field(url):
    with pytest.raises(InvalidData, match="webhook"):
        target(url, private=False)


def test_the_signature_is_that_of_the_standard():
    secret = new_secret()
    key = base64.b64decode(secret.removeprefix("whsec_"))
    want = hmac.new(key, b'msg_1.1700000000.{"a":1}', hashlib.sha256).digest()
    assert signature(secret, "msg_1", 1700000000, b'{"a":1}') == "v1," + base64.b64encode(want).decode()
    assert len(key) == 24 and secret != new_secret()
    # the example of the scheme's own documentation
    known = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    )
    assert known == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("status", ["200 OK", "500 Trouble"])
def test_one_that_answers_by_drops_is_cut_off(monkeypatch, status):
    monkeypatch.setattr(alerts_delivery, "ALTOGETHER", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip():
            peer, _ = listener.accept()
            with peer:
                while not peer.recv(1 << 16).endswith(
                    b"}"
                ):  # closed with something unread, it would reset the connection
                    pass
                peer.sendall(f"HTTP/1.1 {status}\r\nContent-Length: 900\r\n\r\n".encode())
                for _ in range(50):
                    try:
                        peer.sendall(b"x")
                    except OSError:
                        return
                    time.sleep(0.1)

        thread = threading.Thread(target=drip)
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        begun = time.monotonic()
        if status.startswith("200"):
            deliver(an_alert(url), a_firing(), private=True)  # the rest is not waited for
        else:
            with pytest.raises(NotDelivered, match="answered 500"):
                deliver(an_alert(url), a_firing(), private=True)
        assert time.monotonic() - begun < 3
        thread.join()


def an_alert(url=None, id="alr-1"):
    return Alert(id, "Name", "claims", {}, url, new_secret() if url else None, "ann", "2026-01-01T00:00:00Z", 5)


def a_firing():
    return Firing(1, "fir-1", "alr-1", "2026-01-01T00:00:00Z", 7, [{"id": "clm-1"}], "pending", 0, 0.0, None)


def test_what_the_inbox_took_in_is_known_by_its_time(tmp_path):
    from loaders.inbox import Inbox
    from loaders.sources.jsonl import read_line

    path = tmp_path / "inbox.sqlite"
    with AlertBook(path) as book:
        assert book.received(["art-x"]) == {}
        with Inbox(path, floor_bytes=0, floor_percent=0) as inbox:
            receipt = inbox.receive([read_line(b'{"text": "Words."}', "posted", "here")[0]])[0]
            assert book.received([receipt.article, "art-x"]) == {receipt.article: inbox.entry(str(receipt.id)).received}


def test_a_fact_fires_once_whatever_comes_in_between(tmp_path):
    path = tmp_path / "inbox.sqlite"
    with AlertBook(path) as book:
        book.add(an_alert("http://127.0.0.1/"), ["known"])
        assert book.position() is None and book.fresh("alr-1", ["known", "new"]) == {"new"}
        assert book.fire(8, {"alr-1": [{"id": "known"}, {"id": "new"}], "gone": [{"id": "x"}]}) == 1
        assert book.fire(9, {"alr-1": [{"id": "new"}]}) == 0
        assert book.fire(9, {"alr-1": [{"id": "quiet"}]}, silent=True) == 0
    with AlertBook(path) as book:
        assert book.position() == 9 and not book.fresh("alr-1", ["known", "new", "quiet"])
        (one,) = book.firings("alr-1")
        assert [fact["id"] for fact in one.facts] == ["new"] and one.state == "pending"
        assert [f.id for f, _ in book.due()] == [one.id]
        book.failed(one.number, "refused", again_in=100)
        assert not book.due()
        book.failed(one.number, "refused again", again_in=None)
        assert [(f.id, f.tries, f.error) for f in book.firings(state="dead")] == [(one.id, 2, "refused again")]
        with pytest.raises(NoSuchAlert):
            book.replay("fir-nothing")
        assert book.replay(one.id) == 1 and book.replay() == 0
        book.delivered(book.due()[0][0].number)
        assert book.firings()[0].state == "delivered"
        book.remove("alr-1")
        assert not book.alerts() and not book.firings()
        with pytest.raises(NoSuchAlert):
            book.remove("alr-1")
