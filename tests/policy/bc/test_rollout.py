"""Playing during training: real scoring, a video, the mean of the weights."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from craftagent.policy.bc.cli import main
from craftagent.policy.bc.rollout import Rollout, RolloutValidation, play
from craftagent.types import noop


class Digger:
    """Looks down and holds attack: digs dirt or sand wherever there is some below."""

    def reset(self, goal: object, text: str, seed: int) -> None:
        self.goal, self.text, self.ticks = goal, text, 0

    def act(self, frame: np.ndarray) -> dict[str, object]:
        assert frame.shape == (128, 128, 3) and frame.dtype == np.uint8
        self.ticks += 1
        return {**noop(), "attack": int(self.ticks > 12), "camera": np.array([10.0, 0.0], np.float32)}


def test_play_scores_a_real_task() -> None:
    player = Digger()
    result = play(player, "atomic-v1/dirt", 10_000, 120, film=True)
    assert player.text and result.ticks == len(result.frames) <= 120
    assert result.success == (result.progress >= 1)
    assert result.reward > 0


def test_reporting_seeds_and_unknown_tasks_are_refused() -> None:
    with pytest.raises(ValueError, match="20000"):
        RolloutValidation(["atomic-v1/logs"], [20_000])
    with pytest.raises(ValueError, match="unknown task"):
        RolloutValidation(["atomic-v1/lags"], [10_000])


def test_film_is_a_whole_video(tmp_path: Path) -> None:
    from craftagent.datasets.video import VideoReader

    frames = [np.full((128, 128, 3), 10 * i, np.uint8) for i in range(12)]
    RolloutValidation._film(tmp_path, Rollout("atomic-v1/dirt", 7, True, 1.0, 1.0, 12, frames))
    (video,) = tmp_path.iterdir()
    assert video.name == "atomic-v1-dirt-7-won.mp4"
    assert len(list(VideoReader(video).read(0, 12))) == 12


def test_play_during_training_leaves_it_as_it_is(
    tmp_path: Path, episodes: Path, config: Callable[..., list[str]], curve: Callable[..., dict[int, float]]
) -> None:
    from craftagent.datasets.video import VideoReader

    log = {"class_path": "craftagent.policy.bc.run_log.RunLog", "init_args": {"every": 1}}
    play = {"class_path": "craftagent.policy.bc.rollout.RolloutValidation",
            "init_args": {"tasks": ["atomic-v1/dirt"], "seeds": [10_000], "every_steps": 2, "max_ticks": 5,
                          "films": 1}}  # fmt: skip
    main(config(tmp_path / "without", episodes, 5, callbacks=[log]))
    main(config(tmp_path / "with", episodes, 5, callbacks=[log, play]))
    run = tmp_path / "with" / "run"
    assert curve(run) == curve(tmp_path / "without" / "run") and len(curve(run)) == 5
    for name in ("success", "progress", "atomic-v1/dirt"):
        values = curve(run, f"rollout/{name}")
        assert list(values) == [2, 4, 5] and all(0 <= value <= 1 for value in values.values())
    for step in (2, 4, 5):  # the last one when training ends
        (film,) = (run / "rollouts" / f"step-{step:08d}").iterdir()
        assert film.name in ("atomic-v1-dirt-10000-lost.mp4", "atomic-v1-dirt-10000-won.mp4")
        assert len(list(VideoReader(film).read(0, 5))) == 5
