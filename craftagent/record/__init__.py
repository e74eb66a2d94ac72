"""Making demonstrations: what is to be played, the play itself, and the worker processes that share it."""
