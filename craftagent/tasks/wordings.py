"""The wordings of goals: what people may say for "mine 3 oak logs".

For every verb two disjoint lists: wordings to train on and wordings that are never trained on, to measure whether an
agent understands what it has not heard. Fields: ``{n}`` counted thing ("3 oak logs", "a cow"), ``{many}`` plural,
``{one}`` singular, ``{count}`` number, ``{place}`` a place in words, ``{time}`` a time in words.
The first wording of a verb is the plain one, which :meth:`Goal.text` gives without a generator.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Wordings(NamedTuple):
    """Wordings of one verb (or of one verb with one kind of target)."""

    train: tuple[str, ...]
    held_out: tuple[str, ...]


VERB_WORDINGS: Mapping[str, Wordings] = {
    "mine": Wordings(
        ("mine {n}", "dig up {n}", "collect {n}", "gather {n}", "break blocks until you have {n}", "go and mine {n}",
         "bring me {n} by mining", "harvest {n}", "find and mine {n}"),
        ("extract {n} from the world", "please dig out {n} for me", "your job: mine {n}"),
    ),
    "hunt": Wordings(
        ("hunt for {n}", "get {n} from an animal", "hunt animals for {n}", "go hunting and bring {n}",
         "find an animal and take {n}", "collect {n} by hunting", "hunt until you have {n}"),
        ("obtain {n} off a creature", "I would like {n}, so go hunting", "track down game that gives {n}"),
    ),
    "kill": Wordings(
        ("kill {n}", "slay {n}", "fight and kill {n}", "attack {n} until dead", "hunt down {n}", "find and kill {n}",
         "defeat {n}"),
        ("take out {n}", "get rid of {n} for good", "go into battle with {n} and win"),
    ),
    "craft": Wordings(
        ("craft {n}", "make {n}", "build {n} by crafting", "craft yourself {n}", "put together {n}", "crafting task: {n}",
         "use your materials to craft {n}", "produce {n} in the crafting grid"),
        ("assemble {n} out of what it takes", "please create {n}", "turn materials into {n}"),
    ),
    "smelt": Wordings(
        ("smelt {n}", "make {n} in a furnace", "use a furnace to get {n}", "smelt until you have {n}",
         "put the right thing into a furnace to make {n}", "cook {n} in a furnace"),
        ("heat something in a furnace so that it gives {n}", "fire up a furnace for {n}", "melt yourself {n}"),
    ),
    "get": Wordings(
        ("get {n}", "obtain {n}", "get me {n}", "I need {n}", "fetch {n}", "acquire {n}", "bring me {n}"),
        ("procure {n}, however you like", "see to it that you own {n}", "I want you to come back with {n}"),
    ),
    "place": Wordings(
        ("place {n}", "put down {n}", "set {n} on the ground", "place {n} in the world", "put {n} somewhere near you",
         "take {n} and place it"),
        ("lay down {n} beside you", "install {n} here", "let {n} stand in front of you"),
    ),
    "eat": Wordings(
        ("eat {n}", "have {n} to eat", "consume {n}", "feed yourself with {n}", "eat {n} from your inventory",
         "fill your stomach with {n}"),
        ("make a meal of {n}", "still your hunger with {n}", "swallow {n}"),
    ),
    "equip": Wordings(
        ("equip {n}", "put on or hold {n}", "take {n} in hand or wear it", "switch to {n}", "use {n} as your equipment",
         "get {n} out and equip it"),
        ("arm yourself with {n}", "be seen with {n}", "make {n} your current gear"),
    ),
    "interact": Wordings(
        ("open {n}", "use {n}", "interact with {n}", "go to {n} and open it", "right click on {n}",
         "walk up to {n} and use it"),
        ("have a look inside {n}", "operate {n}", "reach out and open {n}"),
    ),
    "reach": Wordings(
        ("go {place}", "get {place}", "travel {place}", "move {place}", "make your way {place}", "head {place}"),
        ("find a way {place}", "see that you come {place}", "let your feet carry you {place}"),
    ),
    "survive": Wordings(
        ("survive {time}", "stay alive {time}", "do not die {time}", "live {time}", "keep yourself alive {time}",
         "make sure that you survive {time}"),
        ("last {time} without dying", "see to it that nothing kills you {time}", "hold out {time}"),
    ),
}  # fmt: skip

# Wordings beside those of the verb where the target has a way of speaking of its own: (verb, tag) -> wordings.
# The tag is one of craftagent.tasks.tags, or a bare name; the goal's target must be it or belong to it.
TARGET_WORDINGS: Mapping[tuple[str, str], Wordings] = {
    ("mine", "#logs"): Wordings(
        ("chop {n}", "cut {n} from trees", "chop trees for {n}", "fell trees until you have {n}", "punch trees for {n}"),
        ("lumberjack work: {n}", "get wood, namely {n}"),
    ),
    ("mine", "#flowers"): Wordings(("pick {n}", "pluck {n}"), ("gather a bouquet: {n}",)),
    ("mine", "#dirt"): Wordings(("dig {n} with your hands", "shovel {n}"), ("scoop up {n}",)),
    ("mine", "#sand"): Wordings(("dig {n} on a beach or in a desert", "shovel {n}"), ("scoop up {n}",)),
    ("mine", "wheat_seeds"): Wordings(
        ("break grass for {n}", "collect {n} from tall grass", "cut grass until you have {n}"), ("search the grass for {n}",)
    ),
    ("mine", "diamond"): Wordings(("find diamonds: {n}", "dig deep for {n}"), ("strike it rich: {n}",)),
    ("hunt", "#wool"): Wordings(("get {n} from sheep", "collect {n} from sheep"), ("relieve sheep of {n}",)),
    ("hunt", "#raw_meat"): Wordings(("get meat: {n}", "hunt for food: {n}"), ("go and butcher for {n}",)),
    ("place", "#saplings"): Wordings(("plant {n}", "plant {n} in the ground"), ("grow a tree from {n}",)),
    ("place", "wheat"): Wordings(("plant {n}", "sow wheat seeds"), ("start a wheat field",)),
    ("place", "torch"): Wordings(("light the place with {n}", "set up {n}"), ("bring light with {n}",)),
}  # fmt: skip
