"""VPT: the published policy and inverse dynamics networks, state-dict compatible with the released weights."""
