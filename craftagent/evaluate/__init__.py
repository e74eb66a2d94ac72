"""Measuring agents: episodes of a suite played by many streams at once, their figures, and the report."""
