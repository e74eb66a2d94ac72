"""Inverse dynamics: which keys and mouse motion lead from frame to frame, read from a video that has no labels."""
