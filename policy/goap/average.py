"""Weights between those of a policy and those of one that was trained on from it.

What was learned anew and what was known before may both be there (Wortsman et al. 2022, "Robust fine-tuning of zero-shot
models").
"""

from __future__ import annotations

from pathlib import Path

from craftagent.policy.goap.files import load_policy, save_policy
from craftagent.policy.goap.language import on_disk_only
from craftagent.policy.goap.model import Goap

_TABLES = {"goal.verb.weight": "verbs", "goal.target.weight": "targets"}


def average(before: str | Path, after: str | Path, share: float, out: str | Path) -> None:
    """Write the policy that lies ``share`` of the way from ``before`` to ``after``.

    Targets and instructions of either are known to it: rows of verbs and targets are averaged by name, and a target that
    only one of the two knows is taken over as it is.

    Args:
        share: 0 (all of ``before``) to 1 (all of ``after``).

    Raises:
        ValueError: for another ``share``, and for two networks of different shapes, verbs or sentence encoders.
        OSError: if there is no policy.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"the share must lie between 0 and 1, not {share}")
    old, was, old_texts = load_policy(before)
    new, described, new_texts = load_policy(after)
    for name, one, other in (
        ("networks", _shapes(old), _shapes(new)),
        ("sentence encoder", was["text_encoder"], described["text_encoder"]),
        ("verbs", sorted(was["verbs"]), sorted(described["verbs"])),
    ):
        if one != other:
            raise ValueError(f"{before} and {after} have different {name}: there is nothing between them")
    words = {"verbs": described["verbs"], "targets": [*described["targets"]]}
    words["targets"] += [word for word in was["targets"] if word not in set(described["targets"])]
    with on_disk_only():
        net = Goap(new.config, tuple(words["verbs"]), tuple(words["targets"]), new.text_width)
    theirs, ours, mean = old.state_dict(), new.state_dict(), net.state_dict()
    for name, value in mean.items():
        if name in _TABLES:
            at = {word: i for i, word in enumerate(was[_TABLES[name]])}
            to = {word: i for i, word in enumerate(described[_TABLES[name]])}
            for i, word in enumerate(words[_TABLES[name]]):
                here, there = (
                    theirs[name][at[word]] if word in at else None,
                    ours[name][to[word]] if word in to else None,
                )
                value[i] = here if there is None else there if here is None else here.lerp(there, share)
        elif name != "goal.target_words":  # made from the targets themselves
            floating = value.is_floating_point()
            value.copy_(theirs[name].float().lerp(ours[name].float(), share) if floating else ours[name])
    net.load_state_dict(mean)
    about = {**described.get("about", {}), "averaged": {"with": str(before), "share": share}}
    save_policy(out, net, words, described["text_encoder"], old_texts | new_texts, about)


def _shapes(net: Goap) -> dict[str, tuple[int, ...]]:
    """By name, of what does not grow with the vocabulary."""
    return {
        name: tuple(value.shape)
        for name, value in net.state_dict().items()
        if name not in {*_TABLES, "goal.target_words"}
    }
