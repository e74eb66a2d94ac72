"""Packing trained weights to ship: half precision, and a card that says how every number was made."""
