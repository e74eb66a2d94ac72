"""A matrix stack of one: affine maps built as the game builds them, by translating, turning and scaling.

``m`` is float64 (12,): rows of the 3 x 3 part in 0-8, the shift in 9-11; it maps model space to camera space (x right,
y up, z ahead). Each call works on the model's side, as in OpenGL.
"""

from __future__ import annotations

from craftagent.sim.render.leaf import part
from craftagent.sim.trig import cos_deg, sin_deg


@part
def translate(m, x, y, z):  # type: ignore[no-untyped-def]
    for k in range(3):
        m[9 + k] += m[3 * k] * x + m[3 * k + 1] * y + m[3 * k + 2] * z


@part
def scale(m, x, y, z):  # type: ignore[no-untyped-def]
    for k in range(3):
        m[3 * k] *= x
        m[3 * k + 1] *= y
        m[3 * k + 2] *= z


@part
def turn(m, axis, degrees):  # type: ignore[no-untyped-def]
    """Right-handed turn about axis 0 x, 1 y, 2 z."""
    if degrees == 0.0:
        return
    s, c = sin_deg(degrees), cos_deg(degrees)
    a, b = (axis + 1) % 3, (axis + 2) % 3
    for k in range(0, 9, 3):
        p, q = m[k + a], m[k + b]
        m[k + a] = p * c + q * s
        m[k + b] = q * c - p * s


@part
def copy(m, other):  # type: ignore[no-untyped-def]
    for k in range(12):
        other[k] = m[k]


@part
def camera_space(c, m):  # type: ignore[no-untyped-def]
    """``m`` = window coordinates to camera space."""
    k = 1.0 / c.scale
    m[0], m[1], m[2] = c.rx * k, c.ry * k, c.rz * k
    m[3], m[4], m[5] = c.qx * k, c.qy * k, c.qz * k
    m[6], m[7], m[8] = c.fx, c.fy, c.fz
    m[9] = m[10] = m[11] = 0.0
    translate(m, -c.ox, -c.oy, -c.oz)


@part
def world_axes(c, m, n):  # type: ignore[no-untyped-def]
    """``n`` = ``m`` turned from camera space to the world's axes, for lamps that stand still while the head turns."""
    k = 1.0 / c.scale
    for j in range(3):
        x, y, z = m[j] * k, m[3 + j] * k, m[6 + j]
        n[j] = c.rx * x + c.qx * y + c.fx * z
        n[3 + j] = c.ry * x + c.qy * y + c.fy * z
        n[6 + j] = c.rz * x + c.qz * y + c.fz * z
