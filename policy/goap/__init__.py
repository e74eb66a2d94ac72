"""GOAP: a policy told a goal that sees frames and its own past actions."""
