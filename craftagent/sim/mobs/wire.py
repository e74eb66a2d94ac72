"""Places in ``w.scratch`` and ``w.pending`` by which the steps of one entity tick hand things to each other.

Nothing here outlives a tick, so none of it is state. ``scratch[0:8]`` takes what ``move_box`` and ``wade`` return.
"""

from __future__ import annotations

from craftagent.sim.jit import kernel

# scratch: what a creature wants of its body this tick (inputs of -1..1 times speed, 0/1), and the speed factor chosen
FORWARD, SIDE, JUMP, PACE = 16, 17, 18, 19
# scratch: damage to the player, applied at one place: points (0 = none), cause, push along x and z, kind of creature
HIT, HIT_CAUSE, HIT_X, HIT_Z, HIT_KIND = 20, 21, 22, 23, 24
# scratch: a blast asked for: power (0 = none), its centre
BLAST, BLAST_X, BLAST_Y, BLAST_Z = 28, 29, 30, 31

# pending: number of block changes, then rows of x, y, z, new state, 1 = the old block drops its loot
CHANGES, ROWS, ROW, MAX_CHANGES = 0, 8, 5, 800
NEAR_N, NEAR = 4351, 4352  # creatures near the player: how many, their indices


@kernel
def ask_change(w, x, y, z, state, drops):  # type: ignore[no-untyped-def]
    """Ask for a block change; the entity tick makes it before the next entity moves."""
    n = w.pending[CHANGES]
    if n < MAX_CHANGES:
        row = ROWS + ROW * n
        w.pending[row] = x
        w.pending[row + 1] = y
        w.pending[row + 2] = z
        w.pending[row + 3] = state
        w.pending[row + 4] = drops
        w.pending[CHANGES] = n + 1


@kernel
def ask_hit(w, points, cause, x, z, kind):  # type: ignore[no-untyped-def]
    """Ask for damage to the player that pushes along (x, z); of several in one entity's tick the largest counts."""
    s = w.scratch
    if points > s[HIT]:
        s[HIT] = points
        s[HIT_CAUSE] = cause
        s[HIT_X] = x
        s[HIT_Z] = z
        s[HIT_KIND] = kind


@kernel
def scaled(points, difficulty):  # type: ignore[no-untyped-def]
    """Damage that a creature does to the player at a difficulty: none, at most half + 1, as is, half more."""
    if difficulty <= 0:
        return 0.0
    if difficulty == 1:
        return min(points * 0.5 + 1.0, points)
    return points * 1.5 if difficulty >= 3 else points
