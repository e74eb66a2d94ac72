"""Creatures and other moving things: ``tick.tick_entities`` once a tick, ``natural.populate_chunk`` once a chunk."""
