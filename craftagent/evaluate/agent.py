"""The agents by the name that ``--agent`` gives them."""

from __future__ import annotations

from craftagent.agent.protocol import Agent
from craftagent.agent.spec import AgentSpec


def make_agent(spec: AgentSpec, streams: int) -> Agent:
    """The agent. Raises ``ValueError`` or ``OSError`` if its files are missing or wrong."""
    if spec.kind == "policy":
        from craftagent.evaluate.policy_agent import PolicyAgent

        return PolicyAgent(spec, streams)
    if spec.kind == "hierarchical":
        from craftagent.agent.make import make_hierarchical

        return make_hierarchical(spec.path, dict(spec.options), streams)
    if spec.kind == "random":
        from craftagent.evaluate.random_agent import RandomAgent

        return RandomAgent(streams)
    from craftagent.evaluate.expert_agent import ExpertAgent

    return ExpertAgent(streams)
