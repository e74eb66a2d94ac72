"""The pointer on an open screen: moved by camera motion, clicking, dragging and pressing keys over slots.

Slots are named by the screen's own *numbers* (:mod:`craftagent.sim.screens.layout`); :func:`number_of` finds the number
of an inventory slot 0..50. Every motion is one of VPT's bins per axis and tick. The game moves the pointer before it
presses and before it lets go, so the press happens in the tick of arrival; what is carried must be let go where it was
pressed, which costs a tick of rest; with an empty hand the next motion lets go.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import NamedTuple

from craftagent.expert.body import BINS, Body, SkillFailed, Ticks, nearest_bin
from craftagent.sim.rules.registry import item_id, item_names
from craftagent.sim.screens.layout import FROM_ITEMS, FROM_TILE, FROM_TILE2, ROLE_RESULT, Layout, layout, slot_under
from craftagent.sim.screens.screen import DOUBLE_CLICK_TICKS, PIXELS_PER_DEGREE
from craftagent.sim.state import CURSOR, K_ATTACK, K_INVENTORY, K_USE
from craftagent.types import KEYS

LEFT, RIGHT = "attack", "use"
_PRECISION = 4.5  # pixels off the point aimed at that still count as there
_JITTER = 3.5  # pixels around the middle of a slot that a click may be aimed at; the sum stays inside 9
_INSIDE = 8.5  # pixels from the middle of a slot to its rim, with a little to spare
_PERSISTENCE = 4
_PATIENCE = 40  # ticks that one click may take


class ScreenClosed(SkillFailed):
    """A screen that was being worked at is no longer open: a slip of the hand, a blow, a block that broke."""


class Pile(NamedTuple):
    """A stack as the eye sees it; ``("air", 0, 0)`` is none."""

    item: str
    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody needs here
    damage: int


def screen_layout(body: Body) -> Layout:
    """The open screen's layout. Raises :class:`ScreenClosed` if none is open."""
    if not body.screen_open:
        raise ScreenClosed("the screen closed")
    return layout(int(body.p["gui"]), bool(body.p["gui_tile2"] >= 0))


@functools.lru_cache(maxsize=16)
def _numbers(screen: Layout) -> dict[tuple[int, int], int]:
    return {(at.source, at.cell): number for number, at in enumerate(screen.slots)}


def persist(body: Body, work: Callable[[Body], Ticks[None]]) -> Ticks[None]:
    """Do a restartable work; begin it anew, a few times, if its screen closes before it is done."""
    for _ in range(_PERSISTENCE):
        try:
            yield from work(body)
            return
        except ScreenClosed:
            yield body.act()
    yield from work(body)


def number_of(body: Body, slot: int) -> int:
    """Number, on the open screen, of an inventory slot (0..35, 36-39 armour, 40 off hand, 41-50 grid and result)."""
    number = _numbers(screen_layout(body)).get((FROM_ITEMS, slot))
    if number is None:
        raise ScreenClosed(f"slot {slot} is not on the {body.screen} screen")
    return number


def tile_number(body: Body, cell: int) -> int:
    """Number of a container's slot: chest 0..26 (0..53 of a double one), furnace 0 input, 1 fuel, 2 output."""
    where = (FROM_TILE, cell) if cell < 27 else (FROM_TILE2, cell - 27)
    number = _numbers(screen_layout(body)).get(where)
    if number is None:
        raise ScreenClosed(f"the {body.screen} screen has no slot {cell}")
    return number


def pile_in(body: Body, slot: int) -> Pile:
    """What lies in a slot of ``World.items`` (51 is the pointer)."""
    stack = body.w.items[slot]
    n = int(stack["count"])
    return Pile(item_names()[int(stack["id"])], n, int(stack["damage"])) if n > 0 else Pile("air", 0, 0)


def pile_at(body: Body, number: int) -> Pile:
    """What lies in a slot of the open screen."""
    at = screen_layout(body).slots[number]
    if at.source == FROM_ITEMS:
        return pile_in(body, at.cell)
    stack = body.w.tile_items[int(body.p["gui_tile" if at.source == FROM_TILE else "gui_tile2"]), at.cell]
    n = int(stack["count"])
    return Pile(item_names()[int(stack["id"])], n, int(stack["damage"])) if n > 0 else Pile("air", 0, 0)


def carried(body: Body) -> Pile:
    """What hangs on the pointer."""
    return pile_in(body, CURSOR)


def stack_limit(body: Body, item: str) -> int:
    """Largest stack of an item."""
    return max(1, int(body.r.stack[item_id(item)]))


# -- motion ------------------------------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=8)
def _bins(limit: float) -> tuple[float, ...]:
    return tuple(sorted({nearest_bin(min(max(b, -limit), limit)) for b in BINS}))


@functools.lru_cache(maxsize=8192)
def _motions(half_pixels: int, limit: float) -> tuple[float, ...]:
    """Camera motions (degrees, large ones first) that cover a distance, given in half pixels, and never pass it by far.

    Each is the largest that does not: fewer ticks by a fiftieth would be had by motions there and back, and who learns
    from them could not tell by the distance which comes first.
    """
    distance, motions = half_pixels / 2.0, []
    while abs(distance) > _PRECISION:
        within = [
            b for b in _bins(limit) if b * distance > 0 and abs(b) * PIXELS_PER_DEGREE <= abs(distance) + _PRECISION
        ]
        motions.append(max(within, key=abs))
        distance -= motions[-1] * PIXELS_PER_DEGREE
    return tuple(motions)


def _towards(body: Body, x: float, y: float) -> tuple[int, float, float]:
    """Ticks still to move until a point, and the next motion (pitch, yaw)."""
    across = _motions(round(2.0 * (x - float(body.p["cursor_x"]))), body.style.turn)
    down = _motions(round(2.0 * (y - float(body.p["cursor_y"]))), body.style.turn)
    return max(len(across), len(down)), (down or (0.0,))[0], (across or (0.0,))[0]


def middle(body: Body, number: int) -> tuple[float, float]:
    """GUI pixel in the middle of a slot."""
    at = screen_layout(body).slots[number]
    return at.x + 8.0, at.y + 8.0


def _aim(body: Body, number: int) -> tuple[float, float]:
    """A point on a slot, not always its very middle; by sight its middle, since nobody can see another."""
    x, y = middle(body, number)
    if body.style.by_sight:
        return x, y
    jitter = body.rng.uniform(-_JITTER, _JITTER, 2)
    return x + float(jitter[0]), y + float(jitter[1])


def hovered(body: Body) -> int:
    """Number of the slot under the pointer, -1 none."""
    return slot_under(screen_layout(body), float(body.p["cursor_x"]), float(body.p["cursor_y"]))


def down(body: Body, key: str) -> bool:
    """Whether a key was down in the last tick: a press now would not be a fresh one."""
    return bool(body.w.keys[1][KEYS.index(key)])


def hover(body: Body, number: int) -> Ticks[None]:
    """Move the pointer over a slot."""
    yield from let_go(body)
    x, y = _aim(body, number)
    for _ in range(_PATIENCE):
        left, pitch, yaw = _towards(body, x, y)
        if left == 0:
            return
        yield body.act(pitch=pitch, yaw=yaw)
        screen_layout(body)
    raise SkillFailed("the pointer does not arrive")


def let_go(body: Body) -> Ticks[None]:
    """Let a button go that someone left pressed over a slot, before what is carried comes down on another one."""
    if (down(body, LEFT) or down(body, RIGHT)) and carried(body).count and body.p["gui_drag"]:
        yield body.act()


# -- clicks ------------------------------------------------------------------------------------------------------------


def _press(body: Body, x: float, y: float, key: str, number: int, *others: str) -> Ticks[None]:
    """Move to a point and press there, in the tick of arrival if the style is that quick."""
    yield from let_go(body)
    rest = body.style.click_ticks
    for _ in range(_PATIENCE):
        left, pitch, yaw = _towards(body, x, y)
        busy = bool(body.w.keys[1][K_ATTACK] or body.w.keys[1][K_USE]) or _would_double(body, key, number)
        if left <= 1 and not busy and (rest <= 0 or left == 0):
            if rest <= 0:
                yield body.act(key, *others, pitch=pitch, yaw=yaw)
                return
            rest -= 1
        yield body.act(pitch=pitch, yaw=yaw)
        screen_layout(body)
    raise SkillFailed("the pointer does not arrive")


def _would_double(body: Body, key: str, number: int) -> bool:
    """Whether a left press now would be the second of a double click, which gathers instead of placing."""
    p = body.p
    if key != LEFT or number < 0 or int(p["gui_click_slot"]) != number or int(p["gui_click_button"]) != 0:
        return False
    if screen_layout(body).slots[number].role == ROLE_RESULT:
        return False
    return body.tick - int(p["gui_click_tick"]) < DOUBLE_CLICK_TICKS


def click(body: Body, number: int, key: str = LEFT, shift: bool = False) -> Ticks[None]:
    """Click a slot: left or right button, with shift (the sneak key) or without."""
    x, y = _aim(body, number)
    if hovered(body) == number:  # stay where the pointer is
        x, y = float(body.p["cursor_x"]), float(body.p["cursor_y"])
    loaded = carried(body).count > 0
    yield from _press(body, x, y, key, number, *(("sneak",) if shift else ()))
    if loaded:
        yield body.act(*(("sneak",) if shift else ()))


def click_outside(body: Body) -> Ticks[None]:
    """Throw out what the pointer carries."""
    screen = screen_layout(body)
    y = min(max(float(body.p["cursor_y"]), screen.y + 20.0), screen.y + screen.height - 20.0)
    right = float(body.p["cursor_x"]) > screen.x + screen.width / 2
    yield from _press(body, screen.x + screen.width + 24.0 if right else screen.x - 24.0, y, LEFT, -1)
    yield body.act()


def key_over(body: Body, number: int, key: str) -> Ticks[None]:
    """Press a key (``hotbar.1`` .. ``hotbar.9``, ``drop``) with the pointer over a slot and nothing carried."""
    yield from hover(body, number)
    if down(body, key):
        yield body.act()
    yield body.act(key)


def drag(body: Body, numbers: Sequence[int], key: str) -> Ticks[None]:
    """Drag what is carried across slots: left shares it out evenly, right lays one in each.

    ``numbers`` should go from neighbour to neighbour, for the pointer must not rest on another slot on its way.
    """
    if len(numbers) == 1:
        yield from click(body, numbers[0], key)
        return
    x, y = middle(body, numbers[0])
    yield from _press(body, x, y, key, numbers[0])
    # Only a motion after the press takes the first slot into the drag: a small one, towards the second.
    nx, ny = middle(body, numbers[1])
    yield body.act(key, pitch=_nudge(ny - y), yaw=_nudge(nx - x))
    for number in numbers[1:]:
        for _ in range(6):
            pitch, yaw = _leap(body, number)
            last = number == numbers[-1] and _lands(body, pitch, yaw) == number
            yield body.act(*(() if last else (key,)), pitch=pitch, yaw=yaw)
            if hovered(body) == number:
                break
    if down(body, key):
        yield body.act()


def _nudge(distance: float) -> float:
    return 0.0 if abs(distance) < 1.0 else (BINS[6] if distance > 0 else BINS[4])


def _leap(body: Body, number: int) -> tuple[float, float]:
    """One motion (pitch, yaw) that ends on a slot if any does, else the next of several."""
    mx, my = middle(body, number)
    found = []
    for distance in (my - float(body.p["cursor_y"]), mx - float(body.p["cursor_x"])):
        near = min(_bins(body.style.turn), key=lambda b: abs(b * PIXELS_PER_DEGREE - distance))
        found.append(near if abs(near * PIXELS_PER_DEGREE - distance) < abs(distance) - 2.0 else 0.0)
    return found[0], found[1]


def _lands(body: Body, pitch: float, yaw: float) -> int:
    x = float(body.p["cursor_x"]) + yaw * PIXELS_PER_DEGREE
    y = float(body.p["cursor_y"]) + pitch * PIXELS_PER_DEGREE
    return slot_under(screen_layout(body), x, y)


# -- small works made of clicks ----------------------------------------------------------------------------------------


def open_inventory(body: Body) -> Ticks[None]:
    """Open the inventory; another screen is closed first."""
    if body.screen_open and body.screen != "inventory":
        yield from leave(body)
    for _ in range(4):
        if body.screen == "inventory":
            return
        if body.w.keys[1][K_INVENTORY]:
            yield body.act()
        yield body.act("inventory")
    if body.screen != "inventory":
        raise SkillFailed("the inventory does not open")


def leave(body: Body) -> Ticks[None]:
    """Close the open screen without losing what the pointer carries."""
    if not body.screen_open:
        return
    yield from put_down(body)
    if body.w.keys[1][K_INVENTORY]:
        yield body.act()
    yield from body.close_screen()


def put_down(body: Body, prefer: int | None = None) -> Ticks[None]:
    """Lay what is carried into the inventory: ``prefer`` (slot 0..35) if it may, a stack of its kind, an empty slot.

    Throws it out only if there is no room at all.
    """
    for _ in range(8):
        pile = carried(body)
        if not body.screen_open or pile.count == 0:
            return
        slot = prefer if prefer is not None and _fits(body, prefer, pile) else _place_for(body, pile)
        if slot is None:
            yield from click_outside(body)
        else:
            yield from click(body, number_of(body, slot))
    if carried(body).count:
        raise SkillFailed("the pointer does not let go")


def _fits(body: Body, slot: int, pile: Pile) -> bool:
    there = pile_in(body, slot)
    return there.count == 0 or (
        (there.item, there.damage) == (pile.item, pile.damage) and there.count < stack_limit(body, pile.item)
    )


def _place_for(body: Body, pile: Pile) -> int | None:
    """The best slot 0..35 for a pile: one that takes all of it and is near the pointer."""
    limit = stack_limit(body, pile.item)
    x, y = float(body.p["cursor_x"]), float(body.p["cursor_y"])
    best: tuple[float, int] | None = None
    for slot in range(36):
        if not _fits(body, slot, pile):
            continue
        there = pile_in(body, slot)
        mx, my = middle(body, number_of(body, slot))
        price = abs(mx - x) + abs(my - y)
        if there.count == 0:
            price += 400.0  # piles of one kind lie together
        elif there.count + pile.count > limit:
            price += 300.0
        if best is None or price < best[0]:
            best = (price, slot)
    return None if best is None else best[1]


def pick_up(body: Body, number: int) -> Ticks[None]:
    """Take the whole stack of a slot onto the empty pointer."""
    for _ in range(4):
        if carried(body).count:
            return
        if pile_at(body, number).count == 0:
            raise SkillFailed("nothing to pick up")
        yield from click(body, number)
    if carried(body).count == 0:
        raise SkillFailed("the stack does not come along")


def pick_some(body: Body, number: int, n: int) -> Ticks[None]:
    """Take exactly ``n`` of a slot's stack onto the empty pointer, in as few clicks as there can be."""
    have = pile_at(body, number).count
    if n > have:
        raise SkillFailed("too few in the slot")
    half = (have + 1) // 2
    yield from click(body, number, RIGHT if n <= half and n < have else LEFT)
    for _ in range(80):
        extra = carried(body).count - n
        if extra <= 0:
            break
        yield from click(body, number, RIGHT)
    if carried(body).count != n:
        raise SkillFailed("could not count the items out")


def pour(body: Body, number: int, n: int) -> Ticks[None]:
    """Lay ``n`` of what is carried into a slot."""
    if carried(body).count <= n:
        yield from click(body, number)
        return
    for _ in range(n):
        yield from click(body, number, RIGHT)


def move_exactly(body: Body, source: int, target: int, n: int) -> Ticks[None]:
    """Move ``n`` items from one slot to another by the way that takes fewest clicks; the rest stays where it was."""
    have = pile_at(body, source).count
    half = (have + 1) // 2
    counting_out = have - n if n > half else half - n
    if n >= have:
        yield from pick_up(body, source)
        yield from click(body, target)
    elif counting_out <= n:
        yield from pick_some(body, source, n)
        yield from click(body, target)
    else:
        yield from pick_up(body, source)
        yield from pour(body, target, n)
    if carried(body).count:
        yield from click(body, source)
    yield from put_down(body)
