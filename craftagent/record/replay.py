"""Playing a recording again: the same actions in a fresh world must end in the same state."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path

from craftagent.datasets.damage import DamagedEpisode
from craftagent.datasets.episode import Episode, EpisodePaths, open_episode
from craftagent.record.digest import play_digest
from craftagent.sim.env import SimWorld
from craftagent.sim.simulator import WORLD_VERSION
from craftagent.tasks.prepare import start_episode
from craftagent.tasks.suite import get_task
from craftagent.types import Info
from craftagent.world.registry import make


@dataclasses.dataclass(frozen=True)
class Replayed:
    """How a replay ended. ``exact``: the state (see :func:`craftagent.record.digest.play_digest`) equals the
    recorded one to the bit; None if none was recorded."""

    inventory: Mapping[str, int]
    digest: str
    exact: bool | None
    info: Info


def replay(episode: Episode | EpisodePaths | str | Path) -> Replayed:
    """Play the recorded actions in a fresh world with the same task and seed, without drawing.

    ``episode``: an open one, its paths, or the path of any of its files without or with suffix ``.mp4``.
    Raises :class:`DamagedEpisode` if it can not be read, ``ValueError`` if it was not made in this version of the
    embedded world.
    """
    if isinstance(episode, str | Path):
        path = Path(episode)
        episode = EpisodePaths(path.parent, path.name.removesuffix(".mp4"))
    if isinstance(episode, EpisodePaths):
        episode = open_episode(episode)
    header = episode.replay_header
    if header.world != "sim" or header.world_version != WORLD_VERSION:
        was = f"world {header.world!r} version {header.world_version}"
        raise ValueError(f"episode {episode.name} was recorded in {was}, here is 'sim' version {WORLD_VERSION}")
    world = make("sim", view="none", settings=header.settings)
    assert isinstance(world, SimWorld)
    task = episode.meta.get("task")
    if task is None:
        _, info = world.reset(seed=header.seed)
    else:
        _, info = start_episode(world, get_task(str(task)), header.seed)
        if world.simulator.settings != header.settings:
            raise ValueError(f"episode {episode.name}: task {task} starts with other settings than were recorded")
    actions = episode.actions
    for t in range(episode.n_frames):
        _, _, dead, _, info = world.step(actions.action(t))
        if dead and t + 1 < episode.n_frames:
            raise DamagedEpisode(f"{episode.name}: the player dies at tick {t}, the recording goes on")
    digest = play_digest(world.simulator)
    recorded = episode.meta.get("digest")
    return Replayed(info["inventory"], digest, None if recorded is None else digest == recorded, info)
