"""The agents by the name that ``--agent`` gives them."""

from __future__ import annotations

from pathlib import Path

from craftagent.agent.patience import KNOWING
from craftagent.agent.protocol import Agent
from craftagent.agent.spec import AgentSpec
from craftagent.evaluate.jobs import Terms

_WORDS = {"instruction": "the task's instruction", "paraphrase": "a paraphrase that may be trained on",
          "held_out": "a wording that is never trained on"}  # fmt: skip


def make_agent(spec: AgentSpec, streams: int) -> Agent:
    """The agent. Raises ``ValueError`` or ``OSError`` if its files are missing or wrong."""
    if spec.kind == "policy":
        from craftagent.evaluate.policy_agent import PolicyAgent

        return PolicyAgent(spec, streams)
    if spec.kind == "hierarchical":
        from craftagent.agent.make import make_hierarchical

        return make_hierarchical(spec.path, dict(spec.options), streams)
    if spec.kind == "python":
        from craftagent.evaluate.own_agent import make_own

        return make_own(spec.path, dict(spec.options), streams)
    if spec.kind == "random":
        from craftagent.evaluate.random_agent import RandomAgent

        return RandomAgent(streams)
    from craftagent.evaluate.expert_agent import ExpertAgent

    return ExpertAgent(streams)


def how_told(spec: AgentSpec, terms: Terms) -> str:
    """What an agent is told in truth, in words for the report.

    Raises ``ValueError`` with one sentence for terms that a hierarchical agent would pass over in silence.
    """
    data, words = "the goal as data", _WORDS[terms.wording]
    if spec.kind == "expert":
        return data
    if spec.kind == "random":
        return "nothing"
    if spec.kind in ("policy", "python"):
        if spec.kind == "policy":
            from craftagent.agent.learned import is_goalless

            if is_goalless(Path(spec.path)):
                return "nothing: a VPT policy can be told no goal"
        return {"structured": data, "text": words, "both": f"{data}, and {words}"}[terms.goal]
    if terms.goal != "both":
        raise ValueError(f"--goal {terms.goal} is for a policy: a hierarchical agent always gets the goal as data")
    hands = (
        "" if dict(spec.options).get("hands") == "expert" else "; its policy each subgoal as data and in its own words"
    )
    if dict(spec.options).get("planner", "graph") not in KNOWING:
        return f"{data}, and its planner {words}{hands}"
    if terms.wording != "instruction":
        raise ValueError(
            f"--wording {terms.wording} is for a policy, or for a model as planner: a graph plans from the goal as data"
        )
    return f"{data}{hands}"
