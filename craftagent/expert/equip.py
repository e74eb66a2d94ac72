"""Putting things on: a tool into the hand, armour onto the body, a shield or torch into the other hand."""

from __future__ import annotations

from craftagent.expert.body import Body, SkillFailed, Ticks
from craftagent.expert.select import select
from craftagent.sim.rules.registry import item_id
from craftagent.sim.state import ARMOR, OFFHAND

_OTHER_HAND = ("shield",)


def worn(body: Body, item: str) -> bool:
    """Whether a piece of armour is worn."""
    number = item_id(item)
    return any(int(s["id"]) == number and s["count"] > 0 for s in body.w.items[ARMOR : ARMOR + 4])


class Equip:
    """Have an item where it is used: armour worn, a shield in the off hand, all else in the main hand.

    A piece goes on with a right click; where another is worn already, through the inventory screen.
    Fails with "no ITEM held".
    """

    def __init__(self, item: str) -> None:
        self.item = item

    def run(self, body: Body) -> Ticks[None]:
        yield from body.close_screen()
        r = body.r
        if not self.item.startswith("#"):
            number = item_id(self.item)
            place = int(r.armor_slot[number])
            if (place >= 0 and worn(body, self.item)) or (
                self.item in _OTHER_HAND and int(body.w.items[OFFHAND]["id"]) == number
            ):
                return
        yield from select(body, self.item)
        held = body.held
        place = int(r.armor_slot[item_id(held)])
        if place >= 0:
            yield from _put_on(body, held, place)
        elif held in _OTHER_HAND:
            yield from body.tap("swapHands")
            if int(body.w.items[OFFHAND]["id"]) != item_id(held):
                raise SkillFailed(f"can not hold {held}")
        elif body.held not in (self.item, held):
            raise SkillFailed(f"can not hold {self.item}")


def _put_on(body: Body, item: str, place: int) -> Ticks[None]:
    from craftagent.expert.eat import _look_away

    if body.w.items[ARMOR + place]["count"] == 0:
        for _ in range(3):
            yield from _look_away(body)
            yield from body.tap("use")
            if worn(body, item):
                return
            yield from body.wait(4)
    from craftagent.expert.inventory import wear

    yield from wear(body, item)
    yield from body.close_screen()
    if not worn(body, item):
        raise SkillFailed(f"can not put on {item}")
