"""Watching an episode: how far a predicate has come, tick by tick."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from craftagent.tasks.predicate import SCREEN_OF, Combined, Counted, Equipped, Predicate, Reached, Survived
from craftagent.types import Info

_STATS = {"mined": "mine_block", "killed": "kill_entity", "picked_up": "pickup", "used": "use_item"}
_EVENTS = {"crafted": ("crafted", "item"), "smelted": ("smelted", "item"), "eaten": ("ate", "item"),
           "placed": ("placed", "block"), "interacted": ("gui_opened", "screen")}  # fmt: skip
_DAY = 24_000


class Tracker:
    """Watches one predicate. ``done`` stays True once the predicate has held; ``met`` is whether it holds now.

    ``progress`` is 0..1 and may fall; ``count`` is the counted number so far (0 for what does not count). The counts of
    ``gain`` and of everything done never fall.
    """

    def __init__(self) -> None:
        self.met = False
        self.done = False
        self.progress = 0.0
        self.count = 0

    def update(self, info: Info) -> bool:
        """Take in one tick; returns ``done``. Every tick counts: events of a tick that is left out are lost."""
        self._look(info)
        self.done = self.done or self.met
        return self.done

    def _look(self, info: Info) -> None:
        """Set ``met``, ``progress`` and ``count`` from a tick."""
        raise NotImplementedError

    def _arrive(self, progress: float) -> None:
        self.progress = max(0.0, min(1.0, progress))
        self.met = self.progress >= 1.0


class _Count(Tracker):
    """What statistics or events count, from the start."""

    def __init__(self, predicate: Counted, info: Info) -> None:
        super().__init__()
        self._names = predicate.names()
        self._goal = predicate.count
        self._stat = _STATS.get(predicate.kind)
        self._event = _EVENTS.get(predicate.kind, ("", ""))
        if predicate.kind == "interacted":
            self._names = frozenset(SCREEN_OF[name] for name in self._names)
        self._base = self._total(info)

    def _total(self, info: Info) -> int:
        return _sum(info["stats"].get(self._stat, {}), self._names) if self._stat else 0

    def _look(self, info: Info) -> None:
        if self._stat:
            self.count = max(self.count, self._total(info) - self._base)
        else:
            kind, field = self._event
            for event in info["events"]:
                if event["type"] == kind and event.get(field) in self._names:
                    self.count += max(1, int(event.get("count") or 1))
        self._arrive(self.count / self._goal)


class _Hold(Tracker):
    """What the inventory holds (``have``) or has come to hold more than at the start (``gain``)."""

    def __init__(self, predicate: Counted, info: Info) -> None:
        super().__init__()
        self._names = predicate.names()
        self._goal = predicate.count
        self._gain = predicate.kind == "gain"
        self._base = held(info, self._names) if self._gain else 0

    def _look(self, info: Info) -> None:
        now = held(info, self._names) - self._base
        self.count = max(self.count, now) if self._gain else now
        self._arrive(self.count / self._goal)


class _Wear(Tracker):
    def __init__(self, predicate: Equipped, info: Info) -> None:
        super().__init__()
        from craftagent.tasks.tags import item_members

        self._names = item_members(predicate.target)
        self._slot = predicate.slot

    def _look(self, info: Info) -> None:
        worn = info["equipped"]
        slots = [worn.get(self._slot)] if self._slot else list(worn.values())
        self._arrive(float(any(item in self._names for item in slots)))


class _Place(Tracker):
    """Each condition gives a share of 1; the least of them is the progress."""

    def __init__(self, predicate: Reached, info: Info) -> None:
        super().__init__()
        self._wanted = predicate.model_dump(exclude_none=True)
        self._x, self._y, self._z = (info["pose"][axis] for axis in ("x", "y", "z"))

    def _look(self, info: Info) -> None:
        self._arrive(min(self._share(info, key, value) for key, value in self._wanted.items()))

    def _share(self, info: Info, key: str, wanted: float | str) -> float:
        if key == "biome" or isinstance(wanted, str):
            return float(info["biome"] == str(wanted).removeprefix("minecraft:"))
        pose = info["pose"]
        dx, dy, dz = pose["x"] - self._x, pose["y"] - self._y, pose["z"] - self._z
        if key in ("above", "below"):
            left = wanted - pose["y"] if key == "above" else pose["y"] - wanted
            whole = abs(wanted - self._y)
            return 1.0 if left <= 0 else (min(0.999, 1.0 - left / whole) if whole > 0 else 0.0)
        if key == "drop":
            return float(dy >= -wanted)
        done = {"distance": math.hypot(dx, dz), "north": -dz, "south": dz, "east": dx, "west": -dx,
                "climb": dy, "depth": -dy}[key]  # fmt: skip
        return done / wanted


class _Live(Tracker):
    """Ticks since the start without a death. After a death there is no more success."""

    def __init__(self, predicate: Survived, info: Info) -> None:
        super().__init__()
        self._start = info["tick"]
        self._deaths = _deaths(info)
        self._ticks = predicate.ticks or ((predicate.until or 0) - info["time"]) % _DAY or _DAY
        self._failed = False

    def _look(self, info: Info) -> None:
        self._failed = self._failed or not info["life"]["is_alive"] or _deaths(info) > self._deaths
        self.count = 0 if self._failed else info["tick"] - self._start
        self._arrive(self.count / self._ticks)


class _Group(Tracker):
    """``all`` and ``any``: every part watches from the start."""

    def __init__(self, predicate: Combined, info: Info) -> None:
        super().__init__()
        self._parts = [track(part, info) for part in predicate.parts]
        self._all = predicate.how == "all"

    def _look(self, info: Info) -> None:
        for part in self._parts:
            part.update(info)
        met = [part.met for part in self._parts]
        shares = [part.progress for part in self._parts]
        self.met = all(met) if self._all else any(met)
        self.progress = sum(shares) / len(shares) if self._all else max(shares)
        self.count = sum(met)


class _Sequence(Tracker):
    """``then``: a part begins to watch when the one before it is done."""

    def __init__(self, predicate: Combined, info: Info) -> None:
        super().__init__()
        self._left = list(predicate.parts)
        self._total = len(self._left)
        self._now = track(self._left.pop(0), info)

    def _look(self, info: Info) -> None:
        if not self.met and self._now.update(info):
            if self._left:
                self._now = track(self._left.pop(0), info)
            else:
                self.met = True
        self.count = self._total if self.met else self._total - 1 - len(self._left)
        self.progress = 1.0 if self.met else (self.count + self._now.progress) / self._total


def track(predicate: Predicate, info: Info) -> Tracker:
    """A tracker of ``predicate`` that starts at ``info``; it may be done at once (``have``, ``equipped``, ``reached``)."""
    tracker = _MAKERS[type(predicate)](predicate, info)
    if isinstance(predicate, Counted) and predicate.kind not in ("have", "gain"):
        return tracker  # the events of the tick before the start are not its business
    tracker.update({**info, "events": ()})
    return tracker


def _counted(predicate: Counted, info: Info) -> Tracker:
    return _Hold(predicate, info) if predicate.kind in ("have", "gain") else _Count(predicate, info)


_MAKERS: Mapping[type[Predicate], Callable[..., Tracker]] = {
    Counted: _counted,
    Equipped: _Wear,
    Reached: _Place,
    Survived: _Live,
    Combined: lambda predicate, info: (_Sequence if predicate.how == "then" else _Group)(predicate, info),
}


def held(info: Info, names: frozenset[str]) -> int:
    """How many items of ``names`` the player has: the 36 slots, and one for each worn or off-hand item."""
    worn = (item for slot, item in info["equipped"].items() if slot != "mainhand")
    return _sum(info["inventory"], names) + sum(item in names for item in worn)


def _sum(table: Mapping[str, int], names: frozenset[str]) -> int:
    if len(names) > len(table):
        return sum(count for name, count in table.items() if name in names)
    return sum(table.get(name, 0) for name in names)


def _deaths(info: Info) -> int:
    return info["stats"].get("custom", {}).get("deaths", 0)
