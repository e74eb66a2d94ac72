"""The game's 16 x 16 light map, by sky and block light, with MineRL's gamma of 2.0.

MineRL sets the brightness option to 2.0 where the game's slider ends at 1.0, so nights and shade are far brighter than
a player knows them.
"""

from __future__ import annotations

import numpy as np

from craftagent.sim.render.leaf import part

GAMMA = 2.0
FLICKER = 1.5  # the game's torch factor without its noise


@part
def _finish(x, gamma):  # type: ignore[no-untyped-def]
    """Gamma and the last lerp to grey of one channel, to 0..1023."""
    x = min(max(x, 0.0), 1.0)
    rest = 1.0 - x
    x = x + (1.0 - rest * rest * rest * rest - x) * gamma
    x = x + (0.75 - x) * 0.04
    return np.uint64(min(max(x, 0.0), 1.0) * 1023.0 + 0.5)


@part
def fill_light_map(lamp, sky_light, gamma, vision):  # type: ignore[no-untyped-def]
    """``lamp[sky << 4 | block]``: three 21-bit fields (r, g, b from the low end) of 0..1023.

    ``sky_light``: 0.2 (night) .. 1; ``vision`` 1: night vision.
    """
    sky_red = sky_light + (1.0 - sky_light) * 0.35  # sky colour (s, s, 1), 35 % on the way to white
    for sky in range(16):
        a = sky / 15.0
        a = a / (4.0 - 3.0 * a) * (sky_light * 0.95 + 0.05)
        for block in range(16):
            b = block / 15.0
            b = b / (4.0 - 3.0 * b) * FLICKER
            red = b + sky_red * a
            green = b * ((b * 0.6 + 0.4) * 0.6 + 0.4) + sky_red * a
            blue = b * (b * b * 0.6 + 0.4) + a
            red += (0.75 - red) * 0.04
            green += (0.75 - green) * 0.04
            blue += (0.75 - blue) * 0.04
            if vision != 0:
                red = min(max(red, 0.0), 1.0)
                green = min(max(green, 0.0), 1.0)
                blue = min(max(blue, 0.0), 1.0)
                most = max(red, max(green, blue))
                red /= most
                green /= most
                blue /= most
            lamp[sky << 4 | block] = (
                _finish(red, gamma) | _finish(green, gamma) << np.uint64(21) | _finish(blue, gamma) << np.uint64(42)
            )
