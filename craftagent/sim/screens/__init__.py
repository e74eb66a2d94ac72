"""The screens worked by the mouse: inventory, crafting table, furnaces, chests."""
