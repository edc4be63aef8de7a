"""A thousand requests of everybody at once, on connections that go from hand to hand: whole, streamed, broken off."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from django.db import connection

from harapan.testing.pages import as_web
from tests.access.breaking import Accident
from tests.access.table import entries
from tests.access.visits import ADDRESSES
from tests.access.walk import Walker, answer_of, echo_of
from tests.access.world import POSITIONS, World

THREADS, EACH = 8, 125
SETTINGS = "SELECT current_setting('harapan.areas', true), current_setting('harapan.staff', true)"


@pytest.fixture
def house_that_breaks(settings):
    """With pages that fail."""
    settings.ROOT_URLCONF = "tests.access.breaking"


def test_a_thousand_mixed_requests_leak_nothing(house_that_breaks, world):
    with as_web(), ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(lambda seed: Visitors(world, Random(seed)).go(EACH), range(THREADS)))

    leaked = [leak for leaks, _ in found for leak in leaks]
    done = sum((kinds for _, kinds in found), Counter())
    assert not leaked
    assert done.total() == THREADS * EACH
    assert done["streamed"] >= 120
    assert done["broken"] >= 80


def names(secrets: set[str]) -> set[str]:
    """What of a family is a name."""
    return {secret for secret in secrets if secret.isalpha()}


class Visitors:
    """Everybody in turn on one thread, and so on one connection."""

    def __init__(self, world: World, dice: Random) -> None:
        self.world, self.dice = world, dice
        self.pages = [entry for name in ADDRESSES if name.count(":") and (entry := entries()[name])]

    def go(self, times: int) -> tuple[list[str], Counter]:
        """Make so many requests. Returns what leaked, and how many of each kind there were."""
        self.walkers = {position: Walker.signed_in(self.world, position, catches=True) for position in POSITIONS}
        leaked, kinds = [], Counter()
        try:
            for _ in range(times):
                kind = self.dice.choices(("plain", "streamed", "broken"), (6, 2, 2))[0]
                kinds[kind] += 1
                leaked += getattr(self, kind)(self.dice.choice(list(POSITIONS)))
                leaked += [f"the connection still knows {said} after {kind}" for said in self.what_stays() if said]
        finally:
            connection.close()
        return leaked, kinds

    def plain(self, position: str) -> list[str]:
        """Some page, of one's own or of somebody else."""
        entry = self.dice.choice(self.pages)
        address = self.dice.choice((entry.own, entry.others))(self.world)
        told = self.walkers[position].opens(address).tells(self.world.hidden_from(position), typed=echo_of(address))
        return [f"{address} tells {position} {secret}" for secret in told]

    def streamed(self, position: str) -> list[str]:
        """An export that is read bit by bit, while somebody else works on the same connection."""
        response = self.walkers[position].client.get("/semua/")
        pieces = iter(response.streaming_content)
        begun = [next(pieces, b"")]
        found = self.plain(self.dice.choice(list(POSITIONS)))
        response.streaming_content = iter([*begun, *pieces])
        told = answer_of(response)
        members = sum(len(told.tells(names(secrets))) for secrets in self.world.secrets.values())
        expected = 3 * len(POSITIONS[position][2])
        found += [f"/semua/ tells {position} {secret}" for secret in told.tells(self.world.hidden_from(position))]
        return found + ([] if members == expected else [f"/semua/ tells {position} {members} names, not {expected}"])

    def broken(self, position: str) -> list[str]:
        """A page that fails, at once or in the middle."""
        hidden = self.world.hidden_from(position)
        if self.dice.random() < 0.5:
            answer = self.walkers[position].opens("/rusak/")
            return [f"/rusak/ tells {position} {secret}" for secret in answer.tells(hidden)]
        response, sent = self.walkers[position].client.get("/putus/"), []
        with pytest.raises(Accident):
            sent.extend(response.streaming_content)
        return [f"/putus/ tells {position} {secret}" for secret in hidden if secret in b"".join(sent).decode()]

    @staticmethod
    def what_stays() -> tuple[str, ...]:
        with connection.cursor() as cursor:
            cursor.execute(SETTINGS)
            return cursor.fetchone()
