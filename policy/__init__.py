"""Networks that act: VPT's, the inverse dynamics model, GOAP, and how they learn; see docs/training.md."""
