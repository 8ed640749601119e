"""Which answers are kept, how long, and that one who asks while another's is being made is given that one."""

import asyncio

import pytest

from api import answers
from api.answers import Answers

ADDRESS = ("/v1/claims", b"", "")


def scope():
    return {"state": {"route": "/v1/claims"}}


async def nowhere(message):
    pass


def gives(body=b"rows", status=200, *, parts=1, gate=None, made=None):
    """An application that answers so, and notes in `made` that it was asked."""

    async def answer(send):
        if made is not None:
            made.append(body)
        if gate is not None:
            await gate.wait()
        await send({"type": "http.response.start", "status": status, "headers": [(b"etag", b"t")]})
        for n in range(parts):
            await send({"type": "http.response.body", "body": body, "more_body": n + 1 < parts})

    return answer


async def make(kept, tag="t", address=ADDRESS, **more):
    await kept.make(address, tag, scope(), nowhere, gives(**more))


def test_an_answer_is_found_by_address_and_tag():
    async def run():
        kept = Answers()
        assert not kept.knows(ADDRESS)
        await make(kept)
        assert kept.knows(ADDRESS)
        found = await kept.find(ADDRESS, "t")
        assert found is not None and (found.body, found.headers) == (b"rows", [(b"etag", b"t")])
        assert await kept.find(ADDRESS, "later") is None
        assert await kept.find(("/v1/claims", b"limit=1", ""), "t") is None

    asyncio.run(run())


@pytest.mark.parametrize("more", [{"status": 404}, {"parts": 2}, {"body": b"x" * (answers.LARGEST + 1)}])
def test_errors_streams_and_large_answers_are_not_kept(more):
    async def run():
        kept = Answers()
        await make(kept, **more)
        assert await kept.find(ADDRESS, "t") is None

    asyncio.run(run())


def test_an_answer_is_given_for_a_few_seconds_only(monkeypatch):
    async def run():
        kept = Answers()
        await make(kept)
        monkeypatch.setattr(answers, "KEPT_SECONDS", -1.0)
        assert await kept.find(ADDRESS, "t") is None and not kept.knows(ADDRESS)

    asyncio.run(run())


def test_those_that_nobody_asked_for_longest_make_room(monkeypatch):
    monkeypatch.setattr(answers, "MOST_BYTES", 250)

    async def run():
        kept = Answers()
        one, two, three = (("/v1/claims", str(n).encode(), "") for n in range(3))
        await make(kept, address=one, body=b"x" * 100)
        await make(kept, address=two, body=b"x" * 100)
        assert await kept.find(one, "t")
        await make(kept, address=three, body=b"x" * 100)
        assert [kept.knows(address) for address in (one, two, three)] == [True, False, True]

    asyncio.run(run())


def test_who_asks_meanwhile_waits_for_the_answer_that_is_being_made():
    async def run():
        kept, gate, made = Answers(), asyncio.Event(), []
        first = asyncio.create_task(kept.make(ADDRESS, "t", scope(), nowhere, gives(gate=gate, made=made)))
        await asyncio.sleep(0)
        assert kept.knows(ADDRESS)
        assert await kept.find(ADDRESS, "later") is None  # of a graph that was written to since: to be made anew
        second = asyncio.create_task(kept.find(ADDRESS, "t"))
        await asyncio.sleep(0)
        gate.set()
        found = await second
        await first
        assert found is not None and found.body == b"rows" and made == [b"rows"]

    asyncio.run(run())


def test_an_answer_that_breaks_leaves_nobody_waiting():
    async def breaks(send):
        await asyncio.sleep(0)
        raise ValueError("broken")

    async def run():
        kept = Answers()
        first = asyncio.create_task(kept.make(ADDRESS, "t", scope(), nowhere, breaks))
        await asyncio.sleep(0)
        assert await kept.find(ADDRESS, "t") is None
        with pytest.raises(ValueError, match="broken"):
            await first

    asyncio.run(run())
