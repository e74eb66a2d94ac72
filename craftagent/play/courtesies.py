"""A sentence without what people say around it: "Hey, could you kindly fetch me a bow, please?" is "fetch me a bow"."""

from __future__ import annotations

import re
import unicodedata

from craftagent.play.verbs import leading_verb

_FROM_NOTHING = "(?:starting |beginning )?(?:from|with) (?:scratch|nothing|empty hands|an empty inventory|no items)"
# Patterns of what may stand before
_BEFORE = (
    "please", "kindly", "now", "ok(?:ay)?", "so", "well", "(?:hey|hi|hello)(?: there)?", "dear", "yo", "craftagent", "agent",
    "bot", "friend", "buddy", "then", "first", "next", "also", "just", "quickly", "really", "maybe", "perhaps", "once more",
    _FROM_NOTHING,
    "again", "start", "begin", "namely", "go ahead and", "go and", "do you think", "do you mind", "would you mind", "mind",
    "(?:can|could|would|will|may|might|shall) (?:you|i|we|somebody|someone|anybody|anyone)(?: please| kindly)?",
    "you (?:should|have to|must|need to|can|could|are to|will)(?! be)", "is it possible to", "be so kind (?:as )?to",
    "be a dear and", "do (?:me|us) a favou?r(?: and)?",
    "(?:i|we)(?:'d| would) (?:really |also )?(?:appreciate it|love it|like it|be (?:glad|happy|grateful|delighted)) "
    "(?:if|when) (?:you|somebody|someone)(?: could| would| can)?(?: please| kindly)?",
    "i(?:'d| would)? (?:really |just |also )?(?:like|love|want|need|wish|wanna)(?: for)?(?: you)? to",
    "(?:i|we)(?: really| also| just)? (?:want|need|require)(?: you)? to", "i wanna", "wanna", "let's", "let us", "lets",
    "help me(?: to)?", "help us(?: to)?", "try (?:to|and)", "get ready to",
    "(?:your|my|our|the) (?:task|job|goal|mission|aim|quest|wish|objective|order)(?: now)?(?: is)?(?: to)?",
    "see if you can", "see to it that(?: you)?", "make sure (?:that )?you", "make sure to", "be sure to", "remember to",
    "don't forget to", "it would be (?:nice|great|good|lovely|helpful|cool) (?:if you could|if you|to)", "how about",
    "what about", "why don't you", "any chance (?:that )?(?:you|i|we)(?: could| can| might)?",
    "(?:it's |it is )?(?:about |high )?time (?:to|for you to)", "need to", "have to",
    "(?:i |we )?(?:gotta|got to)", "(?:i|we) (?:must|have to)",
)  # fmt: skip
# The same as "get" where a thing follows
_WANTS = (
    "i(?:'d| would) (?:really |also )?(?:like|love|appreciate)", "i'm looking for", "we're looking for",
    "(?:i|we)(?: really| also| just)? (?:want|need|require|wish for|could use|could do with)",
    "(?:i(?:'m| am)|we(?:'re| are)) (?:in need of|after|short of|short on|low on|running low on|out of|running out of)",
    "(?:i|we)(?: really| also| just)? (?:fancy|crave|lack)", "any chance of", "(?:i|we) could murder",
    "(?:what|all) (?:i|we) (?:really |now )?(?:need|want|lack)(?: right now| now)? (?:is|are)",
    "(?:i am|we are) looking for", "(?:i|we) (?:will|shall) (?:need|want|have|take)", "(?:i|we) wish (?:i|we|you) had",
)  # fmt: skip
# Patterns of what may stand behind
_BEHIND = (
    _FROM_NOTHING, "please", "now", "for me", "for us", "for yourself", "yourself", "right away", "right now", "quickly",
    "asap", "thanks", "thank you", "thx", "cheers", "ok", "okay", "if you can", "if you please", "if you would",
    "(?:and )?that's (?:it|all)", "if possible", "if you don't mind", "when you have (?:the )?time",
    "when you can", "as soon as possible", "as soon as you can", "would you",
    "will you", "could you", "can you", "too", "as well", "again", "or two", "or so", "for good", "and win", "until dead",
    "today", "somehow", "however you like", "whatever it takes", "with your own hands", "by hand", "from the world",
    "in the world", "(?:would|will) (?:be (?:great|nice|good|lovely|helpful|handy|cool|perfect|appreciated|useful)|do)",
    "if you(?:'d| would) be so kind",
)  # fmt: skip
_COURTESY = re.compile(rf"^(?:{'|'.join(_BEFORE)})\b[ ,:]*")
_WANT = re.compile(rf"^(?:{'|'.join(_WANTS)})\b[ ,:]*")
_ONLY = re.compile(rf"^(?:{'|'.join((*_BEFORE, *_BEHIND))})$")
_TAIL = re.compile(rf"[ ,]*\b(?:{'|'.join(_BEHIND)})$")
# Faces made of signs, as ":)"
_FACE = re.compile(r"(?:^|(?<=\s))(?:[:;=]['^]?-?[()\[\]dpo/\\|*]+|<3+|\^\^|xd+)(?=\s|$)")
_SHORT = {"pls": "please", "plz": "please", "plx": "please", "u": "you", "ya": "you", "ur": "your"}
_SHORTENED = re.compile(rf"\b(?:{'|'.join(_SHORT)})\b")
# Names as programs write them: "ObtainIronPickaxe-v0", "minecraft:torch"
_CAMEL = re.compile(r"\b(?:[A-Z][a-z]{2,}){2,}(?:-v\d+)?(?!\w)")
_SPACE = re.compile(r"(?:\b(?:item|block) )?\b(?:minecraft|items?|blocks?|entity|mob):(?=[a-z])")
_SIGNS = str.maketrans({"_": " ", "\u2019": "'", "\u2018": "'", "`": "'", "\u201c": '"', "\u201d": '"', "\u00d7": "x"})


def plain(said: str) -> str:
    """Small letters, without punctuation and courtesies; between sentences a comma is left."""
    said = _CAMEL.sub(lambda name: re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name[0].partition("-")[0]), said)
    words = "".join(" " if _is_picture(sign) else sign for sign in _SPACE.sub("", said.lower()).translate(_SIGNS))
    words = re.sub(r"(?<=\w)[-\u2010-\u2013](?=[^\W\d])|(?<=[^\W\d])[-\u2010-\u2013](?=\w)", " ", _FACE.sub(" ", words))
    words = re.sub(r"(?:[!?;]|\.(?!\d))+(?=\s+\w)|,(?=[^\W\d])", ", ", words)
    words = " ".join(re.sub(r"[!?;\"()]+|\.(?!\d)|(?<!\w)'|'(?!\w)", " ", words).split())
    words = re.sub(r"\by ?= ?(-?\d)", r"y \1", words)
    words = re.sub(r"(?<=\d),(?=\d{3}\b)", "", words)
    words = _SHORTENED.sub(lambda short: _SHORT[short[0]], words.replace("'ll ", " will "))
    return without_courtesies(words)


def without_courtesies(words: str) -> str:
    """Words without the courtesies before and behind them; unchanged where they are nothing else."""
    while True:
        shorter = _TAIL.sub("", bare(words)).strip(" ,")
        if shorter == words or not shorter:
            return words
        words = shorter


def is_courtesy(words: str) -> bool:
    """Whether nothing is said but a greeting or the like."""
    return _ONLY.match(words) is not None


def _is_picture(sign: str) -> bool:
    """Whether a sign is an emoji or a part of one."""
    return (
        unicodedata.category(sign) in ("So", "Cf")
        or "\ufe00" <= sign <= "\ufe0f"
        or "\U0001f3fb" <= sign <= "\U0001f3ff"
    )


def bare(words: str) -> str:
    """Words without the courtesies before them; a thing that is wanted is one to get."""
    before = None
    while before != words:
        before = words
        words = _COURTESY.sub("", words).strip(" ,") or words
        wants = _WANT.match(words)
        if wants and words[wants.end() :]:
            rest = words[wants.end() :]
            words = rest if leading_verb(rest) else f"get {rest}"
        head, _, tail = words.partition(" ")
        if head.rstrip(",") in ("go", "you") and not leading_verb(words) and leading_verb(tail):
            words = tail
    return words
