"""Filled by later releases; see docs/architecture.md."""
