"""A renderer of one view: world in, picture out."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import numpy.typing as npt

from craftagent.sim.art.items import flat_items, item_icons
from craftagent.sim.art.mobs import load_mobs
from craftagent.sim.art.models import load_models
from craftagent.sim.render.draw import draw
from craftagent.sim.render.frame import make_frame
from craftagent.sim.render.lightmap import GAMMA
from craftagent.sim.render.looks import Looks, make_looks
from craftagent.sim.render.overlay import Overlay
from craftagent.sim.render.views import parse_view
from craftagent.sim.state import World


@functools.cache
def default_looks() -> Looks:
    """The project's own art, packed once per process; every renderer may share it (it is never written)."""
    return make_looks(load_models(), load_mobs(), item_icons(), flat_items())


class Renderer:
    """Draws one view. Renderers share no state: several may draw the same or other worlds, each in its own thread.

    ``view``: ``full`` (640 x 360), ``vpt`` (128 x 128) or ``direct:WxH``. ``looks``: packed models, the project's own
    when None. ``overlay``: the painter of HUD and screens, a new one when None. ``gamma``: the game's brightness option;
    2.0 is MineRL's. ``size`` is (height, width) of the image. ``hud`` False leaves the overlay as it last was.
    """

    def __init__(
        self, view: str, looks: Looks | None = None, overlay: Overlay | None = None, gamma: float = GAMMA
    ) -> None:
        self.view = parse_view(view)
        self.size = self.view.size
        self.looks = looks if looks is not None else default_looks()
        self.overlay = overlay if overlay is not None else Overlay()
        self.frame = make_frame(self.view, gamma)
        self.hud = True

    def render(self, w: World, r: Any, out: npt.NDArray[np.uint8]) -> None:
        """Draw the world into ``out``, (H, W, 3) uint8 RGB, C-contiguous. ``r``: rule tables.

        Raises ValueError for another shape or type.
        """
        if out.shape != (*self.size, 3) or out.dtype != np.uint8 or not out.flags.c_contiguous:
            raise ValueError(f"out must be uint8 {(*self.size, 3)} and C-contiguous, not {out.dtype} {out.shape}")
        view, over = self.view, self.overlay
        if self.hud:
            over.update(w, r)
        draw(
            w, r, self.looks, self.frame, over.rgba, over.rows, over.darken, over.invert, view.pair, view.blend, out
        )  # fmt: skip
