"""Every world passes the same suite; a new adapter adds a line to WORLDS."""

import pytest

from craftagent.world import make
from craftagent.world.conformance import CHECKS

WORLDS = ("fake", "sim")


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.filterwarnings("ignore::UserWarning")  # Gymnasium's checker advises on what the contract decides otherwise
def test_conformance(world, check):
    check(lambda view, seed: make(world, view=view, seed=seed))
