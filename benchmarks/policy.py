"""Speed of the policies beside plain PyTorch: the program behind ``craftagent bench policy``, which says what is measured.

python benchmarks/policy.py [--only vpt|goap|train] [--rounds 7] [--size 1x] [--threads 1,2] [--policy PATH] [--json FILE]
"""

import sys

from craftagent.bench.policy import main

if __name__ == "__main__":
    sys.exit(main())
