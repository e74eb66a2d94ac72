import itertools

import numpy as np
import pytest

from craftagent import actions as a
from craftagent.types import KEYS


def test_sizes_are_vpts():
    assert (a.N_BUTTONS, a.N_CAMERA, a.NULL_CAMERA, len(a.BUTTONS)) == (8641, 121, 60, 20)
    assert a.UNSAYABLE == ("ESC", "swapHands", "pickItem")


def test_mu_law_bins_are_the_published_ones():
    # facts: decode values and encode edges of mu 10, bin size 2, +-10 degrees
    expected = [-10, -5.80948, -3.21537, -1.60950, -0.61539, 0, 0.61539, 1.60950, 3.21537, 5.80948, 10]
    np.testing.assert_allclose(a.dequantize(np.arange(11)), expected, atol=1e-5)
    for i, edge in enumerate([0.271, 1.053, 2.317, 4.358, 7.655]):
        assert a.quantize(edge - 0.002) == 5 + i
        assert a.quantize(edge + 0.002) == 6 + i
        assert a.quantize(-edge - 0.002) == 4 - i


@pytest.mark.parametrize("degrees", [12.0, 180.0, -55.0])
def test_large_motion_saturates(degrees):
    assert a.quantize(degrees) == (10 if degrees > 0 else 0)


def test_every_code_round_trips():
    for buttons in range(a.N_BUTTONS):
        for camera in (0, 7, 60, 61, 120):
            action = a.decode(buttons, camera)
            _, meta = a.decode_buttons(buttons)
            if bool(meta) and camera == a.NULL_CAMERA:
                continue  # "camera on, not moved" is a code that no action encodes to
            assert a.encode(action) == (buttons, camera if bool(meta) else a.NULL_CAMERA)


def test_index_order_is_vpts():
    # last group (camera) fastest, then jump, attack, drop, use, pace, sideways, fore, hotbar
    assert a.encode({}) == (0, 60)
    assert a.encode({"camera": (0, 3.2)}) == (1, 5 * 11 + 8)
    assert a.encode({"camera": (3.2, 0)}) == (1, 8 * 11 + 5)
    assert a.encode({"jump": 1})[0] == 2
    assert a.encode({"attack": 1})[0] == 4
    assert a.encode({"drop": 1})[0] == 8
    assert a.encode({"use": 1})[0] == 16
    assert a.encode({"sprint": 1})[0] == 32
    assert a.encode({"sneak": 1})[0] == 64
    assert a.encode({"left": 1})[0] == 96
    assert a.encode({"forward": 1})[0] == 288
    assert a.encode({"hotbar.1": 1})[0] == 864
    assert a.encode({"inventory": 1})[0] == 8640


@pytest.mark.parametrize(
    ("pressed", "same_as"),
    [
        (("forward", "back"), ()),
        (("left", "right"), ()),
        (("sneak", "sprint"), ("sneak",)),
        (("hotbar.2", "hotbar.7"), ("hotbar.7",)),
        (("inventory", "attack", "forward"), ("inventory",)),
    ],
)
def test_conflicts(pressed, same_as):
    assert a.encode(dict.fromkeys(pressed, 1)) == a.encode(dict.fromkeys(same_as, 1))


def test_inventory_drops_the_camera():
    assert a.encode({"inventory": 1, "camera": (5.0, 5.0)}) == (a.INVENTORY, a.NULL_CAMERA)


def test_degrees_stay_floats():
    action = a.decode(1, 5 * 11 + 6)
    assert action["camera"].dtype == np.float32
    assert action["camera"][1] == pytest.approx(0.61539, abs=1e-4)
    assert set(action) == {*KEYS, "camera"}


def test_null_is_tested_by_value():
    assert a.is_null({})
    assert a.is_null({"camera": (0.2, -0.2)})
    assert a.is_null({"forward": 1, "back": 1})
    assert not a.is_null({"camera": (0.0, 0.3)})
    assert not a.is_null({"jump": 1})


def test_arrays_encode_like_single_actions():
    rng = np.random.default_rng(0)
    factored = rng.random((500, 20)) < 0.2
    camera_on = rng.random(500) < 0.5
    joint = a.encode_buttons(factored, camera_on)
    for row, on, index in zip(factored, camera_on, joint, strict=True):
        action = {name: int(v) for name, v in zip(a.BUTTONS, row, strict=True)} | {"camera": (10.0 * on, 0.0)}
        assert a.encode(action)[0] == index
    again, meta = a.decode_buttons(joint)
    assert (a.encode_buttons(again, meta) == joint).all()


@pytest.mark.parametrize(("buttons", "camera"), itertools.product((-1, 8641), (0,)))
def test_codes_out_of_range_are_refused(buttons, camera):
    with pytest.raises(ValueError, match="8640"):
        a.decode(buttons, camera)
    with pytest.raises(ValueError, match="120"):
        a.decode(0, 121)
