"""Demonstrations of the way back: a policy plays until its hands are taken off, and the expert goes on from there.

A clone is only shown places where the expert would be. Its own mistakes lead elsewhere, and there it was shown nothing
(Ross et al. 2011, "A reduction of imitation learning ... to no-regret online learning"; the turn-taking is that of Kelly
et al. 2019, "HG-DAgger"). What the policy did is marked as not meant, like the recorder's other noise; what the expert
would have done in its place may be asked at each of its ticks, and is then learned there (:mod:`.adviser`).
"""
