"""Weights half way (or any share) between a policy and one that was trained on from it.

    python benchmarks/average.py pretrained/goap-nano runs/improve/goap/policy 0.5 runs/improve/averaged

What was learned anew and what was known before may both be there (Wortsman et al. 2022, "Robust fine-tuning of zero-shot
models"). Tensors of other shapes, as tables of names that have grown, are the second one's.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from craftagent.policy.goap.files import load_policy, save_policy


def main() -> int:
    """Write the averaged policy."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("share", type=float, help="of the second, 0 to 1")
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    old = load_policy(args.before)[0].state_dict()
    net, described, texts = load_policy(args.after)
    new = net.state_dict()
    for name, value in new.items():
        if name in old and old[name].shape == value.shape and value.is_floating_point():
            new[name] = (1 - args.share) * old[name].float() + args.share * value
    net.load_state_dict(new)
    about = {**described.get("about", {}), "averaged": {"with": str(args.before), "share": args.share}}
    save_policy(args.out, net, described, described["text_encoder"], texts, about)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
