"""All stages of a frame behind one call."""

from __future__ import annotations

from craftagent.sim.render.camera import prepare
from craftagent.sim.render.compose import lay_over, mark_hidden
from craftagent.sim.render.creatures import draw_creatures
from craftagent.sim.render.hand import draw_hand, draw_own_flames
from craftagent.sim.render.leaf import kernel
from craftagent.sim.render.marks import draw_cracks, draw_outline, draw_shadows
from craftagent.sim.render.rays import trace
from craftagent.sim.render.views import mix_rows, unpack


@kernel
def draw(w, r, looks, f, rgba, spans, darken, invert, pair, blend, out):  # type: ignore[no-untyped-def]
    """One frame into ``out`` (H, W, 3): ``pair`` and ``blend`` are the view's, the arrays before them the overlay's."""
    prepare(w, looks, f)
    mark_hidden(f, rgba, spans)
    draw_hand(w, looks, f)
    draw_own_flames(w, looks, f)
    trace(w, looks, f)
    draw_shadows(w, f)
    draw_cracks(w, looks, f)
    draw_creatures(w, looks, f)
    draw_outline(w, r, f)
    lay_over(f, rgba, spans, darken, invert)
    if blend.shape[0] > 0:
        mix_rows(f.color, f.c[0].width, pair, blend, out)
    else:
        unpack(f.color, f.c[0].width, out)
