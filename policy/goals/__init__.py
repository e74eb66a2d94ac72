"""Goals for policies: sentence vectors of instructions, and an encoder that joins text, structure and picture."""
