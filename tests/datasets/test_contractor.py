"""One fixture, made by code, for each way in which contractor data are not what they seem."""

from __future__ import annotations

import numpy as np
import pytest

from craftagent.datasets.contractor import ContractorOptions, rows_to_actions
from craftagent.datasets.episode import DamagedEpisode, check_episode, open_episode
from craftagent.types import KEY_INDEX, KEYS


def pressed(actions, t: int) -> set[str]:
    return {KEYS[i] for i in np.flatnonzero(actions.keys[t])}


def test_plain_rows(contractor_row):
    rows = [
        contractor_row(["w", "left.control", "space"], {"dx": 20.0, "dy": -10.0}),
        contractor_row(
            ["s", "a", "d", "left.shift", "q", "e", "f", "7"], {"buttons": [0, 1, 2], "newButtons": [0, 1, 2]}
        ),
        contractor_row(["f3", "tab", "unknown"]),
    ]
    actions = rows_to_actions(rows)
    assert pressed(actions, 0) == {"forward", "sprint", "jump"}
    assert actions.camera[0].tolist() == [-1.5, 3.0]  # pitch, yaw; 0.15 degrees a pixel, not cut to whole degrees
    assert pressed(actions, 1) == {"back", "left", "right", "sneak", "drop", "inventory", "swapHands", "hotbar.7",
                                   "attack", "use", "pickItem"}  # fmt: skip
    assert pressed(actions, 2) == set() and actions.null.tolist() == [False, False, True]


def test_small_motion_is_kept(contractor_row):
    actions = rows_to_actions([contractor_row(mouse={"dx": 3.0, "dy": 1.0})])
    assert actions.degrees[0].tolist() == pytest.approx([0.15, 0.45])


def test_stuck_attack(contractor_row):
    held = {"buttons": [0], "newButtons": []}
    rows = [contractor_row(mouse={"buttons": [0], "newButtons": [0]})] + [contractor_row(mouse=held)] * 3
    rows += [contractor_row(), contractor_row(mouse={"buttons": [0], "newButtons": [0]}), contractor_row(mouse=held)]
    attack = rows_to_actions(rows).keys[:, KEY_INDEX["attack"]]
    assert attack.tolist() == [0, 0, 0, 0, 0, 1, 1]


def test_an_attack_that_begins_later_is_not_stuck(contractor_row):
    held = {"buttons": [0], "newButtons": []}
    rows = [contractor_row(), contractor_row(mouse={"buttons": [0], "newButtons": [0]}), contractor_row(mouse=held)]
    assert rows_to_actions(rows).keys[:, KEY_INDEX["attack"]].tolist() == [0, 1, 1]
    two = [contractor_row(mouse={"buttons": [0, 1], "newButtons": [0, 1]}), contractor_row(mouse=held)]
    assert rows_to_actions(two).keys[:, KEY_INDEX["attack"]].tolist() == [1, 1]


def test_the_scroll_wheel_changes_the_slot_one_row_later(contractor_row):
    rows = [contractor_row(hotbar=slot) for slot in (3, 3, 4, 4, 0)]
    actions = rows_to_actions(rows)
    assert [pressed(actions, t) for t in range(5)] == [set(), {"hotbar.5"}, set(), {"hotbar.1"}, set()]


def test_a_slot_key_is_not_counted_twice_and_picking_is_not_scrolling(contractor_row):
    rows = [contractor_row(["5"], hotbar=0), contractor_row(["5"], hotbar=4), contractor_row(hotbar=4)]
    assert [pressed(rows_to_actions(rows), t) for t in range(3)] == [{"hotbar.5"}, {"hotbar.5"}, set()]
    picks = [contractor_row(mouse={"buttons": [2], "newButtons": [2]}, hotbar=0), contractor_row(hotbar=6)]
    assert pressed(rows_to_actions(picks), 0) == {"pickItem"}


@pytest.mark.parametrize(
    ("version", "factor"), [("5.7", 0.5), ("5.8", 0.5), ("6.7", 2.0), ("6.9", 2.0), ("6.13", 1.0), ("10.0", 1.0)]
)
def test_gui_scale_of_old_recorders(version, factor, tmp_path, contractor_row, write_contractor):
    rows = [contractor_row(mouse={"dx": 10.0, "dy": 20.0}, isGuiOpen=gui) for gui in (False, True, True)]
    paths = write_contractor(tmp_path / version, rows, size=(64, 36))
    degrees = open_episode(paths).actions.degrees
    np.testing.assert_allclose(degrees, [[3, 1.5], [3 * factor, 1.5 * factor], [3 * factor, 1.5 * factor]])
    chosen = open_episode(paths, options=ContractorOptions(version="10.0")).actions.degrees
    np.testing.assert_allclose(chosen, [[3, 1.5]] * 3)


def test_null_rows(contractor_row):
    rows = [
        contractor_row(["w"]),
        contractor_row(mouse=None) | {"mouse": None},
        contractor_row(["w"]) | {"keyboard": None},
    ]
    rows.append(contractor_row() | {"mouse": None, "keyboard": None, "hotbar": None})
    actions = rows_to_actions(rows)
    assert pressed(actions, 0) == {"forward"} and actions.null.tolist() == [False, True, True, True]


def test_escape_in_a_screen(contractor_row):
    rows = [
        contractor_row(["escape"], isGuiOpen=True),
        contractor_row(["escape"]),
        contractor_row(),
        contractor_row(["escape"]),
    ]
    actions = rows_to_actions(rows)
    # it closed the screen; being held on it does nothing more; pressed anew outside it is ESC
    assert [pressed(actions, t) for t in range(4)] == [{"inventory"}, set(), set(), {"ESC"}]
    kept = rows_to_actions(rows, ContractorOptions(esc="keep"))
    assert [pressed(kept, t) for t in range(4)] == [{"ESC"}, {"ESC"}, set(), {"ESC"}]


@pytest.mark.parametrize("camera", ["mouse", "pose"])
def test_no_jerk_when_a_screen_closes(camera, contractor_row):
    jump = {"dx": -250.0, "dy": 90.0, "scaledX": 250.0, "scaledY": -90.0}
    rows = [
        contractor_row(mouse={"dx": 4.0}, isGuiOpen=True),
        contractor_row(mouse=jump, isGuiOpen=True),
        contractor_row(),
    ]
    degrees = rows_to_actions(rows, ContractorOptions(camera=camera)).degrees
    assert degrees[1].tolist() == [0.0, 0.0] and degrees[0].any()


def test_angles_no_hand_makes_are_dropped(contractor_row):
    rows = [contractor_row(mouse={"dx": 1300.0, "dy": 10.0}), contractor_row(mouse={"dx": 1200.0, "dy": -1e9})]
    assert rows_to_actions(rows).degrees.tolist() == [[1.5, 0.0], [0.0, 180.0]]
    turned = [contractor_row(yaw=yaw) for yaw in (0.0, 350.0, 355.0)]
    assert rows_to_actions(turned, ContractorOptions(camera="pose")).degrees.tolist() == [[0, 0], [0, 5.0], [0, 0]]


def test_camera_from_the_pose(contractor_row):
    rows = [
        contractor_row(mouse={"dx": 100.0}, yaw=10.0, pitch=0.0),
        contractor_row(mouse={"dy": 100.0}, yaw=12.0, pitch=-3.0, isGuiOpen=True),
        contractor_row(mouse={"scaledX": 40.0, "scaledY": -20.0}, yaw=12.0, pitch=-3.0, isGuiOpen=True),
    ]
    degrees = rows_to_actions(rows, ContractorOptions(camera="pose")).degrees
    np.testing.assert_allclose(degrees, [[-3.0, 2.0], [-3.0, 6.0], [0.0, 0.0]])
    stripped = [{k: v for k, v in row.items() if k not in ("yaw", "pitch")} for row in rows[:1]]
    np.testing.assert_allclose(rows_to_actions(stripped * 2, ContractorOptions(camera="pose")).degrees, [[0, 15.0]] * 2)


def test_cursor_is_drawn_where_a_screen_is_open(tmp_path, contractor_row, write_contractor):
    at = {"x": 200.0, "y": 100.0}
    rows = [
        contractor_row(mouse=at),
        contractor_row(mouse=at, isGuiOpen=True),
        contractor_row(mouse={"x": 1270.0, "y": 716.0}, isGuiOpen=True),
    ]
    rows.append(contractor_row(isGuiOpen=True) | {"mouse": None})
    episode = open_episode(write_contractor(tmp_path, rows, n_frames=5))
    frames = episode.frames(0, 5).astype(int)
    changed = np.abs(frames - frames[0]).max(axis=-1) > 8
    assert not changed[0].any() and not changed[3].any()  # no screen; no mouse
    rows_, columns = np.nonzero(changed[1])
    assert (rows_.min(), columns.min()) == (50, 100)  # the tip, at half the window's pixels
    assert rows_.max() < 66 and columns.max() < 116 and 30 < changed[1].sum() <= 256
    assert frames[1][50:66, 100:116].max() == 255  # white inside
    rows_, columns = np.nonzero(changed[2])
    assert (rows_.min(), columns.min()) == (358, 635)  # cut off at the border
    small = episode.frames(1, 2, size=(128, 128)).astype(int) - episode.frames(0, 1, size=(128, 128)).astype(int)
    assert np.abs(small).max() > 30  # drawn before it is made small


def test_the_cursor_is_blended(monkeypatch):
    from craftagent.datasets import cursor

    sprite = np.full((16, 16, 3), 200.0, np.float32), np.full((16, 16, 1), 0.25, np.float32)
    monkeypatch.setattr(cursor, "_sprite", lambda: sprite)
    frame = np.full((360, 640, 3), 100, np.uint8)
    cursor.draw_cursor(frame, 20.0, 40.0)
    assert (frame[20:36, 10:26] == 125).all() and (frame == 125).sum() == 16 * 16 * 3
    for x, y in ((-1e5, 0.0), (5000.0, 5000.0), (float("nan"), 1.0), (1e300, 1e300)):
        before = frame.copy()
        cursor.draw_cursor(frame, x, y)
        assert (frame == before).all()


@pytest.mark.parametrize(("n_frames", "whole"), [(4, False), (5, True), (6, True), (7, False)])
def test_n_or_one_more_frames(n_frames, whole, tmp_path, contractor_row, write_contractor):
    paths = write_contractor(tmp_path, [contractor_row(["w"])] * 5, n_frames, size=(64, 36))
    if whole:
        episode = open_episode(paths)
        assert episode.n_frames == len(episode.actions) == 5 and check_episode(paths) == []
    else:
        with pytest.raises(DamagedEpisode, match=f"5 rows and {n_frames} frames do not belong together"):
            open_episode(paths)


def test_broken_lines(tmp_path, contractor_row, write_contractor):
    rows = [
        contractor_row(["w"], hotbar=1),
        '{"mouse": {"x": 64',
        contractor_row(["s"], hotbar=5),
        contractor_row(hotbar=5),
    ]
    paths = write_contractor(tmp_path, rows, size=(64, 36))
    with pytest.raises(DamagedEpisode, match="line 2 is not JSON"):
        _ = open_episode(paths).actions
    options = ContractorOptions(broken="null")
    actions = open_episode(paths, options=options).actions
    assert [pressed(actions, t) for t in range(4)] == [{"forward"}, set(), {"back"}, set()]  # in step with the frames
    assert check_episode(paths, options=options) == [] and len(open_episode(paths, options=options).rows()) == 4


def test_rows_stripped_for_the_competition(contractor_row):
    rows = [{"mouse": contractor_row(mouse={"dx": 10.0})["mouse"], "keyboard": contractor_row(["w"])["keyboard"]}] * 3
    assert rows_to_actions(rows).keys[:, KEY_INDEX["forward"]].tolist() == [1, 1, 1]


def test_hindsight_data_of_contractors_have_no_goals_and_no_replay(tmp_path, contractor_row, write_contractor):
    episode = open_episode(write_contractor(tmp_path, [contractor_row()] * 3, size=(64, 36)))
    assert episode.goals == [] and not episode.exact and episode.meta == {}
    with pytest.raises(DamagedEpisode, match="does not say which world"):
        _ = episode.replay_header


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"mouse": 3}, "mouse must be an object or null, not 3"),
        ({"mouse": {"dx": "5"}}, "mouse.dx must be a number, not '5'"),
        ({"mouse": {"dx": 10**400}}, "mouse.dx must be a number"),
        ({"mouse": {"buttons": ["0"]}}, "mouse.buttons must be a list of int"),
        ({"keyboard": {"keys": "w"}}, "keyboard.keys must be a list of str"),
        ({"keyboard": {"keys": [1]}}, "keyboard.keys must be a list of str"),
        ({"isGuiOpen": 1}, "isGuiOpen must be true or false, not 1"),
        ({"hotbar": 9}, "hotbar must be a slot 0 to 8, not 9"),
        ({"yaw": None, "pitch": "x"}, None),
        ({"yaw": 1.0, "pitch": "x"}, "pitch must be a number, not 'x'"),
    ],
)
def test_wrong_types_are_named(change, said, contractor_row):
    rows = [contractor_row(), contractor_row() | change]
    if said is None:
        assert len(rows_to_actions(rows)) == 2
        return
    with pytest.raises(DamagedEpisode) as caught:
        rows_to_actions(rows)
    assert caught.value.reason.startswith("row 2: " + said)


def test_options_are_checked():
    for wrong, said in (({"esc": "invntory"}, "did you mean 'inventory'"), ({"camera": "x"}, "mouse or pose"),
                        ({"broken": None}, "refuse or null"), ({"version": "six"}, "must look like '6.8'")):  # fmt: skip
        with pytest.raises(ValueError, match=said):
            ContractorOptions(**wrong)
    with pytest.raises(DamagedEpisode, match="row 1 has neither 'mouse' nor 'keyboard'"):
        rows_to_actions([{}])
