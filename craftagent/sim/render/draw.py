"""All stages of a frame behind one call: unpacking the arrays of a world costs more than several of the stages."""

from __future__ import annotations

from craftagent.sim.render.camera import prepare
from craftagent.sim.render.compose import lay_over, mark_hidden
from craftagent.sim.render.creatures import draw_creatures
from craftagent.sim.render.hand import draw_hand
from craftagent.sim.render.leaf import kernel
from craftagent.sim.render.marks import draw_cracks, draw_outline, draw_shadows
from craftagent.sim.render.rays import trace
from craftagent.sim.render.views import mix_rows


@kernel
def draw(w, looks, f, pick, rgba, spans, darken, invert, pair, blend, out):  # type: ignore[no-untyped-def]
    """One frame. ``pick``: outline boxes (start, count by state, boxes); ``out``: the image, the samples themselves
    where ``blend`` is empty."""
    prepare(w, looks, f)
    mark_hidden(f, rgba, spans)
    draw_hand(w, looks, f)
    trace(w, looks, f)
    draw_shadows(w, f)
    draw_cracks(w, looks, f)
    draw_creatures(w, looks, f)
    draw_outline(w, pick[0], pick[1], pick[2], f)
    lay_over(f, rgba, spans, darken, invert)
    if blend.shape[0] > 0:
        mix_rows(f.color, pair, blend, out)
