"""Weights half way (or any share) between a policy and one that was trained on from it.

python benchmarks/average.py pretrained/goap-nano runs/improve/goap/policy 0.5 runs/improve/averaged
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from craftagent.policy.goap.average import average


def main() -> int:
    """Write the averaged policy."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("share", type=float, help="of the second, 0 to 1")
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    try:
        average(args.before, args.after, args.share, args.out)
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
