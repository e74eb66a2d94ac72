"""How a player moves: the habits that differ between people, drawn from a seed."""

from __future__ import annotations

import dataclasses

import numpy as np

from craftagent.actions import CAMERA_MAX


@dataclasses.dataclass(frozen=True)
class Style:
    """Habits of one player for one episode.

    Attributes:
        turn: fastest camera motion, degrees a tick and axis (at most 10, VPT's limit).
        gain: share of the remaining angle that one tick takes, 0..1.
        sprint: how likely it is to run where the way is free.
        pause: chance per decision to rest for some ticks.
        pause_ticks: longest such rest.
        pitch: where the eyes rest while walking, degrees down.
        click_ticks: ticks between arriving over a slot and clicking.
        lights: whether it puts torches down where it is dark.
        spares: whether it puts a tool away for what a bare hand breaks as fast.
        by_sight: whether it goes for what is in the picture and looks round where nothing is, see :mod:`.view`.
        noise: chance per tick that a burst of wrong input begins.
        noise_ticks: longest burst.
    """

    turn: float = CAMERA_MAX
    gain: float = 0.8
    sprint: float = 1.0
    pause: float = 0.0
    pause_ticks: int = 8
    pitch: float = 12.0
    click_ticks: int = 0
    lights: bool = True
    spares: bool = True
    by_sight: bool = False
    noise: float = 0.0
    noise_ticks: int = 6

    @classmethod
    def draw(cls, seed: int, noise: float = 0.0, by_sight: bool = False) -> Style:
        """A player of its own for every seed."""
        rng = np.random.default_rng((seed, 0x57))
        return cls(
            turn=CAMERA_MAX if rng.random() < 0.9 else 5.8095,  # a bin of the camera
            gain=float(rng.uniform(0.6, 1.0)),
            sprint=float(rng.uniform(0.6, 1.0)),
            pause=float(rng.uniform(0.0, 0.1)),
            pause_ticks=int(rng.integers(3, 12)),
            pitch=float(rng.uniform(2.0, 22.0)),
            click_ticks=int(rng.integers(0, 3)),
            lights=bool(rng.random() < 0.8),
            spares=not by_sight,  # what for is not in the picture
            by_sight=by_sight,
            noise=noise,
        )
