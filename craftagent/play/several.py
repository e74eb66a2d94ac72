"""Sentences of several clauses: what is done on the way to the last is one goal, and more than one is refused."""

from __future__ import annotations

import re

from craftagent.planner.graph import sources_of, ways
from craftagent.planner.plan import plan
from craftagent.planner.schedule import Blocked
from craftagent.planner.simulate import Simulator
from craftagent.planner.subgoal import Subgoal, total
from craftagent.play.clauses import PURPOSE, acts, hint, parts, says_how, says_why
from craftagent.play.courtesies import bare
from craftagent.play.meaning import goal_of, guessed
from craftagent.play.quantity import leading_count
from craftagent.play.refusal import refusal, shown
from craftagent.play.things import target_of
from craftagent.play.verbs import leading_verb, verb_around
from craftagent.play.where import place_or_time
from craftagent.tasks.goal import Goal
from craftagent.tasks.tags import item_members

# What somebody does on the way to a thing, and is no goal of its own
_ON_THE_WAY = re.compile(
    r"^(?:(?:take|grab|use|get out|hold) (?:the|your|my) .+|"
    r"(?:go|walk|run|come|step|head|move)\b(?!.*\b(?:nether|end|village|moon|dimension)\b).*|"
    r"open (?:the|your|my) (?:inventory|screen|menu).*|"
    r"(?:track down|find|look for|search for|get|hunt|kill|slaughter) (?:an? |some |the )?(?:animals?|creatures?|game)|"
    r"(?:dig|mine|climb|look|search|hunt|chop|fight|craft|smelt|cook|turn|jump|reach|explore|wander)"
    r"(?: down| up| deep| around| out)?|"
    r"(?:equip|wear|use|keep|collect|open|place|hold) (?:it|them)|(?:hunt|min|craft|smelt|chopp|digg)ing)$"
)
# What ends a sentence without asking for more
_AFTERWARDS = re.compile(
    r"^(?:win|(?:come|go|run|walk|head) (?:back|home)\b.*|return|return (?:home|to me)\b.*|"
    r"(?:bring|give|hand|carry) .+ (?:to (?:me|us)|back|home)|"
    r"(?:keep|collect|take|use|pick up) (?:it|them)|be careful|be quick|hurry(?: up)?|have fun|good luck|"
    r"(?:hunt|min|craft|smelt|chopp|digg)ing|"
    r"stop|wait|rest|be done|you are done)$"
)
_MADE_FROM = re.compile(r" (?:from|out of|with|using) ")
_FEW = 3  # words of "some oak planks"
_AFTER_IT = re.compile(r"\b(?:then|so)\b")
# Verbs of sentences in which all that is named is wanted together, where none is done for the sake of the next
_TOGETHER = (frozenset({"get", "mine", "hunt"}), frozenset({"smelt"}), frozenset({"place"}))


def wanted_for(words: str) -> Goal | None:
    """The thing of "craft a sword to kill zombies": that is what was asked for, unless who does the second has it done too,
    as in "get wood to make sticks". None for all else."""
    found = PURPOSE.match(words)
    if found is None:
        return None
    first, then = guessed(found[1]), guessed(bare(found[2]))
    if first is None or then is None or first.verb not in ("craft", "smelt", "get"):
        return None
    return None if _included(first, then, together=False) else first


def begins_with_a_goal(words: str) -> bool:
    """Whether a clause before the last asks for something itself: then the last is not all that is wanted."""
    clauses = [(clause, leading_verb(clause) or verb_around(clause)) for clause in parts(words)[:-1]]
    return any(led is not None and not _aside(clause, led) and _is_item(guessed(clause)) for clause, led in clauses)


def _is_item(goal: Goal | None) -> bool:
    return goal is not None and goal.verb in ("get", "craft", "smelt")


def goal_of_all(words: str, said: str) -> Goal | None:
    """The goal of a sentence whose clauses come to one; None if it has but one clause, or none is understood.

    Raises ``ValueError`` if they come to more than one, or if one of them is not understood: half of what was said would
    be left undone.
    """
    clauses = parts(words)
    if len(clauses) < 2:
        return None
    goals: list[Goal] = []
    missed: str | None = None
    verbs: set[str] = set()
    before, made_of, why = "", "", False
    for number, clause in enumerate(clauses, 1):
        led, end = leading_verb(clause) or verb_around(clause), number == len(clauses)
        if led is None and (made_of or why) and _goes_on(clause, made_of):
            continue
        asked = clause if led or not before else f"{before} {clause}"
        goal = goal_of(asked) if end or not _aside(clause, led) else None
        if goal is not None:
            goals.append(goal)
            if led or not verbs:
                verbs.add(led[0] if led else "get")
        elif _asks(clause, led, end):
            missed = missed or asked
        why = says_why(clause)
        if led is not None:
            made_of = led[0] if _MADE_FROM.search(clause) else ""
            before = clause[: len(clause) - len(led[1])].strip() if clause.endswith(led[1]) else ""
    if not goals:
        return None
    if missed is not None:
        raise ValueError(refusal(missed, said, guessed))
    last = _as_told(goals, words)
    together = _AFTER_IT.search(words) is None and any(verbs <= those for those in _TOGETHER)
    for goal in goals[:-1]:
        if not _included(goal, last, together):
            raise ValueError(
                f"one thing at a time: I can not yet do {shown(said)!r} in one go; begin with {shown(clauses[0])!r}"
            )
    return last


def _goes_on(clause: str, verb: str) -> bool:
    """Whether a clause only goes on to say what something is made of, where it is got from, or why it is wanted."""
    if acts(clause) or len(clause.split()) > _FEW:
        return False
    return verb in ("craft", "smelt") or target_of("get", leading_count(clause)[1] or "-") is None


def _aside(clause: str, led: tuple[str, str] | None) -> bool:
    """Whether a clause only says what is done on the way to what comes next."""
    if _ON_THE_WAY.match(clause) is None or place_or_time(clause) is not None:
        return False
    # a bare word of a list ("dirt, sand and gravel") may be a thing
    return led is not None or " " in clause or target_of("get", clause) is None


def _asks(clause: str, led: tuple[str, str] | None, end: bool) -> bool:
    """Whether a clause that has no goal asks for something all the same; ``end``: it is the sentence's last."""
    if says_why(clause) or says_how(clause):
        return False
    if led is not None and led[0] in ("get", "hunt", "mine") and target_of("kill", leading_count(led[1])[1] or "-"):
        return False  # it only finds a creature, which the next one is about
    return _AFTERWARDS.match(clause) is None if end else not _aside(clause, led)


def _as_told(goals: list[Goal], words: str) -> Goal:
    """The last goal, with the verb that the clauses before it say."""
    last = goals[-1]
    if last.verb in ("get", "mine") and _hunted(words, last):
        return Goal("hunt", last.target, last.count)
    if last.verb == "get":
        said_how = next((goal.verb for goal in goals[:-1] if goal.target == last.target), "get")
        return Goal(said_how, last.target, last.count)
    return last


def _hunted(words: str, goal: Goal) -> bool:
    kinds = frozenset(way.verb for way in ways(goal.target))
    return hint(words, kinds & {"hunt"}) is not None


def _included(goal: Goal, last: Goal, together: bool) -> bool:
    """Whether who does the last thing has done this one too; if both are wanted together, whether it is held at the end."""
    if goal.target == last.target:
        return goal.count <= last.count
    if goal.verb == "kill" and last.verb in ("get", "craft", "smelt") and _hunts(goal, last):
        return True
    kinds = {way.verb for way in ways(last.target)} if last.verb in ("hunt", "get", "mine") else set()
    if "hunt" in kinds and (goal.verb == "kill" or (goal.verb == "hunt" and not together)):
        return True
    if goal.verb not in ("get", "mine", "hunt", "craft", "smelt", "place") or (together and goal.verb == "place"):
        return False
    names = item_members(goal.target)
    try:
        steps = plan(last, {})
    except (ValueError, Blocked):
        return False
    if together:
        return total(_held_after(steps), goal.target) >= goal.count
    if goal.verb == "place":
        return any(step.station == goal.target for step in steps)
    made = sum(step.count for step in steps if step.target == goal.target or step.target in names)
    held = total(_held_after(steps), goal.target)
    return goal.count <= max(held, made - held)  # of "3 planks and 2 sticks" two planks of four are used up


def _hunts(kill: Goal, goal: Goal) -> bool:
    """Whether who has reached a goal from nothing has killed such a creature, and as many of them."""
    if kill.count > 1:  # nobody knows how many it takes: an animal may leave one piece or three
        return False
    try:
        return any(step.verb == "hunt" and kill.target in sources_of(step.target) for step in plan(goal, {}))
    except (ValueError, Blocked):
        return False


def _held_after(steps: list[Subgoal]) -> dict[str, int]:
    """What is held when a plan from empty hands has been carried out on paper."""
    simulator = Simulator({})
    for step in steps:
        simulator.run(step)
    return dict(simulator.inventory)
