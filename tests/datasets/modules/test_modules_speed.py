"""Reading must not make training wait."""

from __future__ import annotations

import shutil
import time

import numpy as np
import torch

from craftagent.datasets.modules import SequenceDataModule, Source
from craftagent.datasets.recorder import Recorder, world_meta


def test_chunks_of_128_frames_are_read_from_the_cache_at_4000_a_second(tmp_path, tools):
    """4 episodes of 600 ticks at 128x128, 4 streams, one thread, in this process; the best of five passes."""
    rng = np.random.default_rng(0)
    frame = rng.integers(0, 256, (128, 128, 3), np.uint8)
    with Recorder(tmp_path, "a", "direct:128x128", {"world": world_meta(1)}) as recorder:
        for tick in range(600):
            recorder.add(np.roll(frame, 3 * tick, 1), tools["action"](0, tick), tools["info"](tick))
        for start in range(0, 600, 10):
            recorder.goal(start, start + 10, "mine", "#logs", 3, "mine 3 logs", "skill")
    for name in "bcd":
        for path in sorted(tmp_path.glob("a.*")):
            shutil.copy(path, tmp_path / (name + path.name[1:]))
    data = SequenceDataModule(
        [Source(str(tmp_path))], val_fraction=0, batch_size=4, ticks=128, cache=str(tmp_path / "cache"), cache_jobs=1
    )
    data.prepare_data()
    data.setup()
    loader = data.train_dataloader()
    threads, best = torch.get_num_threads(), 0.0
    torch.set_num_threads(1)
    try:
        for epoch in range(5):
            loader.set_epoch(epoch)
            begun, frames = time.process_time(), 0
            for batch in loader:
                frames += batch["valid"].numel()
            best = max(best, frames / (time.process_time() - begun))
    finally:
        torch.set_num_threads(threads)
    assert frames == 4 * 512
    assert best >= 4_000, f"{best:.0f} frames/s"
