"""How often the IDM's labels of bare play say what was done, in VPT's code, over the ticks that the player meant.

    python benchmarks/label_agreement.py runs/nano/bare runs/nano/labels --every 25 --json FILE

The first folder holds the play with its inputs, the second the labels that ``craftagent label`` wrote of its videos.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from craftagent.actions import NULL_CAMERA
from craftagent.datasets.episode import list_episodes, open_episode
from craftagent.datasets.modules.labels import encode_labels
from craftagent.datasets.modules.noise import meant_ticks
from craftagent.evaluate.results import made_with
from craftagent.files import write_json


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("truth", type=Path)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--every", type=int, default=25, help="take each n-th episode")
    parser.add_argument("--json", type=Path)
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
    found = {
        "ticks": len(buttons), "buttons": float(buttons.mean()), "camera_moves": float(moved.mean()),
        "said_to_move": float(label_moves.mean()), "camera": float(camera[moved].mean()),
        "camera_screens": float(camera[moved & gui].mean()),
    }  # fmt: skip
    print(f"{found['ticks']} ticks: buttons right {found['buttons']:.3f}; camera moves in {found['camera_moves']:.3f}, "
          f"said of {found['said_to_move']:.3f}; right pair of bins where it moves {found['camera']:.3f}, "
          f"in screens {found['camera_screens']:.3f}")  # fmt: skip
    if args.json is not None:
        write_json(args.json, {**found, "labels": str(args.labels), "date": time.strftime("%Y-%m-%d"), **made_with()})


if __name__ == "__main__":
    main()
