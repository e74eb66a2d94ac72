"""How often the IDM's labels of bare play say what was done, in VPT's code, over the ticks that the player meant.

    python benchmarks/label_agreement.py runs/nano/bare runs/nano/labels --every 25

The first folder holds the play with its inputs, the second the labels that ``craftagent label`` wrote of its videos.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from craftagent.actions import NULL_CAMERA
from craftagent.datasets.episode import list_episodes, open_episode
from craftagent.datasets.modules.labels import encode_labels
from craftagent.datasets.modules.noise import meant_ticks


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("truth", type=Path)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--every", type=int, default=25, help="take each n-th episode")
    args = parser.parse_args()
    truth = {paths.name: paths for paths in list_episodes(args.truth)}
    rows = []
    for paths in list_episodes(args.labels)[:: args.every]:
        there, said = open_episode(truth[paths.name]), open_episode(paths)
        n, meant = said.n_frames, meant_ticks(there)[: said.n_frames]
        a, b = encode_labels(there.actions), encode_labels(said.actions)
        moved = a.camera[:n] != NULL_CAMERA
        rows.append(np.stack([a.buttons[:n] == b.buttons, moved, b.camera != NULL_CAMERA, a.camera[:n] == b.camera,
                              a.gui[:n]], 1)[meant])  # fmt: skip
    buttons, moved, label_moves, camera, gui = np.concatenate(rows).T
    print(f"{len(buttons)} ticks: buttons right {buttons.mean():.3f}; camera moves in {moved.mean():.3f}, said of "
          f"{label_moves.mean():.3f}; right pair of bins where it moves {camera[moved].mean():.3f}, "
          f"in screens {camera[moved & gui].mean():.3f}")  # fmt: skip


if __name__ == "__main__":
    main()
