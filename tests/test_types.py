import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from craftagent.sim import state
from craftagent.types import CAMERA, KEYS, ActionError, Stack, WorldSettings, noop, write_action


def _write(action):
    keys, camera = np.full(23, 7, np.uint8), np.full(2, 7.0)
    write_action(action, keys, camera)
    return keys, camera


def test_keys_are_in_the_simulators_order():
    # Replay files and kernels index by this order; changing it would silently change old recordings.
    numbers = {"forward": state.K_FORWARD, "back": state.K_BACK, "left": state.K_LEFT, "right": state.K_RIGHT,
               "jump": state.K_JUMP, "sneak": state.K_SNEAK, "sprint": state.K_SPRINT, "attack": state.K_ATTACK,
               "use": state.K_USE, "drop": state.K_DROP, "inventory": state.K_INVENTORY, "ESC": state.K_ESC,
               "swapHands": state.K_SWAP, "pickItem": state.K_PICK, "hotbar.1": state.K_HOTBAR,
               "hotbar.9": state.K_HOTBAR + 8}  # fmt: skip
    assert len(KEYS) == state.N_KEYS == 23
    for name, index in numbers.items():
        assert KEYS[index] == name


def test_missing_keys_are_not_pressed():
    keys, camera = _write({"attack": 1})
    assert keys.sum() == 1
    assert keys[KEYS.index("attack")] == 1
    assert camera.tolist() == [0.0, 0.0]


@pytest.mark.parametrize("value", [1, True, np.int64(1), np.bool_(True), np.array(1), np.array([1])])
def test_accepted_forms_of_a_pressed_key(value):
    assert _write({"jump": value})[0][KEYS.index("jump")] == 1


@pytest.mark.parametrize("value", [2, -1, 0.5, "1", None, [1, 2], float("nan"), np.array([1, 0]), np.array(0.7)])
def test_other_values_are_refused_by_name(value):
    with pytest.raises(ActionError, match="'jump'"):
        _write({"jump": value})


@pytest.mark.parametrize("value", [None, 3, (1,), (1, 2, 3), ("a", 0), (float("inf"), 0), (0, -181), "xy"])
def test_bad_cameras_are_refused(value):
    with pytest.raises(ActionError, match="'camera'"):
        _write({CAMERA: value})


def test_a_wrong_action_writes_nothing():
    keys, camera = np.full(23, 7, np.uint8), np.full(2, 7.0)
    with pytest.raises(ActionError):
        write_action({"forward": 1, "camera": (1, 1), "jmp": 1}, keys, camera)
    assert (keys == 7).all()
    assert (camera == 7).all()


def test_unknown_key_gets_a_suggestion():
    with pytest.raises(ActionError, match="did you mean 'forward'"):
        _write({"foward": 1})


@given(
    st.dictionaries(
        st.text(max_size=8) | st.sampled_from([*KEYS, CAMERA]), st.integers() | st.floats() | st.text() | st.none()
    )
)
def test_any_mapping_is_an_action_or_an_action_error(action):
    keys, camera = np.zeros(23, np.uint8), np.zeros(2)
    try:
        write_action(action, keys, camera)
    except ActionError as error:
        assert len(str(error)) < 250
    else:
        assert set(keys.tolist()) <= {0, 1}
        assert np.abs(camera).max() <= 180


def test_noop_is_fresh():
    first = noop()
    first["forward"] = 1
    first[CAMERA][0] = 5
    assert noop()["forward"] == 0
    assert noop()[CAMERA].tolist() == [0, 0]


def test_settings_from_plain_data():
    settings = WorldSettings.from_dict(
        {"biome": "forest", "inventory": ["apple", {"item": "stick", "count": 3, "slot": 4}]}
    )
    assert settings.inventory == (Stack("apple"), Stack("stick", 3, 4))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"bioome": "forest"}, "did you mean 'biome'"),
        ({"time": 24_000}, "'time' must be a whole number from 0 to 23999"),
        ({"difficulty": "hrad"}, "did you mean 'hard'"),
        ({"mobs": "yes"}, "'mobs' must be true or false"),
        ({"inventory": [{"itm": "x"}]}, "unknown key 'itm'"),
        ({"inventory": [{"item": "x", "count": 65}]}, "count of x"),
        ({"inventory": [{"item": "x", "slot": 41}]}, "slot of x"),
        ({"position": [1, 2]}, "'position'"),
        ({"position": [1, 300, 2]}, "position.y"),
        ({"gamma": float("nan")}, "'gamma'"),
        ([1], "must be a mapping"),
    ],
)
def test_bad_settings_name_what_is_wrong(data, message):
    with pytest.raises(ValueError, match=message):
        WorldSettings.from_dict(data)
