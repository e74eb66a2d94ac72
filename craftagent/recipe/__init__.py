"""Recipes: a row of stages, each a few commands of ours, carried out once and in order, to be taken up at any stage."""
