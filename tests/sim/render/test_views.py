"""Which pixels a view takes, and that mixing rows is OpenCV's resize bit for bit."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from craftagent.sim.render.leaf import kernel
from craftagent.sim.render.views import mix_rows, parse_view


@kernel
def _mix(samples, width, pair, blend, out):  # type: ignore[no-untyped-def]
    mix_rows(samples, width, pair, blend, out)


def _resized(full: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    view = parse_view("vpt")
    part = full[view.rows][:, view.cols].astype(np.uint32)
    samples = (part[..., 0] | part[..., 1] << 8 | part[..., 2] << 16).reshape(-1)
    out = np.zeros((128, 128, 3), np.uint8)
    _mix(samples, 128, view.pair, view.blend, out)
    return out, cv2.resize(full, (128, 128), interpolation=cv2.INTER_LINEAR)


def test_vpt_reads_256_rows_and_128_columns() -> None:
    view = parse_view("vpt")
    assert len(view.rows) == 256 and len(view.cols) == 128
    assert view.cols[0] == 2 and view.cols[-1] == 637


def test_vpt_equals_opencv_for_every_pair_of_values_at_every_fraction() -> None:
    view = parse_view("vpt")
    low, high = view.rows[view.pair[:, 0]], view.rows[view.pair[:, 1]]
    full = np.zeros((360, 640, 3), np.uint8)
    for start in range(0, 65536, 384):  # each picture holds 384 pairs in every row
        pairs = (np.arange(384) + start) % 65536
        full[low[:, None], view.cols] = (pairs >> 8).astype(np.uint8).reshape(1, 128, 3)
        full[high[:, None], view.cols] = (pairs & 255).astype(np.uint8).reshape(1, 128, 3)
        ours, theirs = _resized(full)
        np.testing.assert_array_equal(ours, theirs)


def test_vpt_equals_opencv_on_noise() -> None:
    full = np.random.default_rng(0).integers(0, 256, (360, 640, 3), dtype=np.uint8)
    ours, theirs = _resized(full)
    np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize(("name", "size"), [("full", (360, 640)), ("vpt", (128, 128)), ("direct:64x48", (48, 64)),
                                            ("direct:1x1", (1, 1)), ("direct:640x360", (360, 640))])  # fmt: skip
def test_sizes(name: str, size: tuple[int, int]) -> None:
    view = parse_view(name)
    assert view.size == size
    assert (np.diff(view.cols) > 0).all() and (np.diff(view.rows) > 0).all()
    assert view.cols[0] >= 0 and view.cols[-1] < 640 and view.rows[0] >= 0 and view.rows[-1] < 360


def test_direct_takes_the_middle_of_each_cell() -> None:
    view = parse_view("direct:64x64")
    np.testing.assert_array_equal(view.cols, np.floor((np.arange(64) + 0.5) * 640 / 64))
    np.testing.assert_array_equal(view.rows, np.floor((np.arange(64) + 0.5) * 360 / 64))


@pytest.mark.parametrize("name", ["", "FULL", "direct", "direct:0x5", "direct:641x10", "direct:10x361", "direct:-1x4",
                                  "direct:64x64x3", "vpt ", None, 7])  # fmt: skip
def test_unknown_views_are_refused(name: object) -> None:
    with pytest.raises(ValueError, match="unknown view"):
        parse_view(name)  # type: ignore[arg-type]
