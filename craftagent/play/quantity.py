"""Numbers as people say them: "twenty-five", "a dozen", "half a stack of", "3x"."""

from __future__ import annotations

import re
from collections.abc import Mapping

STACK = 64
_SMALL = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
          "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS: Mapping[str, int] = {
    **{word: n for n, word in enumerate(_SMALL)}, **{word: 10 * n for n, word in enumerate(_TENS, 2)},
    "a": 1, "an": 1, "the": 1, "some": 1, "any": 1, "another": 1, "my": 1, "your": 1, "that": 1, "this": 1, "these": 1,
    "those": 1, "its": 1, "their": 1, "single": 1, "lone": 1, "several": 4, "couple": 2, "few": 3, "pair": 1, "trio": 3,
    "quartet": 4, "dozen": 12, "hundred": 100, "stack": STACK,
}  # fmt: skip
_ARTICLES = frozenset({"a", "an", "the", "some", "any", "another", "my", "your", "that", "this", "these", "those", "its",
                       "their"})  # fmt: skip
_NUMBERED = ("disc 11", "disc 13")  # names that end in a number
_UNITS = {"dozen": 12, "dozens": 12, "hundred": 100, "stack": STACK, "stacks": STACK, "pair": 1, "pairs": 1, "couple": 2,
          "trio": 3, "quartet": 4}  # fmt: skip
_HEDGES = re.compile(
    r"^(?:at least|exactly|about|around|up to|no (?:less|fewer) than|all of|a total of|only|just|like) "
)
_AFTER = re.compile(
    r"^(?:of the|of my|of your|of|more|extra|additional|other|new|fresh|whole|second|third|more of)\b ?"
)
# Many, with no number: a quarter of a stack
_MANY = re.compile(
    r"^(?:(?:so |very |a (?:good|great) )?(?:many|much)|(?:lots|loads|tons|heaps|piles|plenty|a (?:whole )?lot)(?: more)?"
    r"(?: of)?)(?: more)? (?!of\b)"
)
_OFTEN = re.compile(r"^(.+?) (twice|thrice|[a-z]+(?:[- ][a-z]+)? times)$")
_AS_MANY = re.compile(
    r"^(?:as (?:much|many) (.+?) as (?:you can|possible|you like)(?: .*)?)$"
)  # a stack is what one slot holds
_TIMES = re.compile(r"^(.*?),? ?(?:x|times) ?(\d+)$")
_BEHIND = re.compile(r"^([a-z].*[a-z])[,:]? (\d+)$")  # "cobblestone 32"
_DIGITS = 9  # more are no number of anything here


def leading_count(words: str) -> tuple[int, str]:
    """(number, the rest); 1 where there is none. Raises ``ValueError`` for numbers below 1, and of very many digits."""
    rest = _HEDGES.sub("", words)
    rest = _MANY.sub(f"{STACK // 4} ", _AS_MANY.sub(r"a stack of \1", rest))
    often = _OFTEN.match(rest)
    if often:
        count = {"twice": 2, "thrice": 3}.get(often[2]) or _in_words(often[2].removesuffix(" times"))[0]
        return count, leading_count(often[1])[1]
    behind = _TIMES.match(rest) or (_BEHIND.match(rest) if not rest.endswith(_NUMBERED) else None)
    if behind and behind[1]:
        return _checked(_number(behind[2]), behind[1]), behind[1]
    digits = re.match(r"^(-?\d+) ?x? +(.*)$|^(-?\d+)$", rest)
    if digits:
        count, rest = _number(digits[1] or digits[3]), digits[2] or ""
    else:
        count, rest = _in_words(rest)
    head, _, tail = rest.partition(" ")
    if head in _UNITS and (tail.startswith("of ") or not head.startswith(("pair", "couple"))):
        count, rest = count * _UNITS[head], tail
    before = None
    while before != rest:
        before, rest = rest, _AFTER.sub("", rest)
    return _checked(count, rest), rest


def _in_words(words: str) -> tuple[int, str]:
    half = re.match(r"^half (?:a |an )?(dozen|stack|hundred|hour)\b ?(.*)$", words)
    if half:
        return {"dozen": 6, "stack": STACK // 2, "hundred": 50}.get(half[1], 1), half[2]
    parts = words.replace("-", " ").split()
    if not parts or parts[0] not in _WORDS:
        return 1, words
    if parts[0] in _ARTICLES:
        rest = parts[1:]
        counted = {"few": 3, "couple": 2, "dozen": 12, "stack": STACK, "trio": 3, "quartet": 4}
        if rest[:1] == ["hundred"]:
            return _in_words(" ".join(["one", *rest]))
        if rest and rest[0] in counted and (rest[0] in ("few", "dozen") or rest[1:2] == ["of"]):
            return counted[rest[0]], " ".join(rest[1:])
        more = _in_words(" ".join(rest)) if rest and rest[0] in (*_SMALL, *_TENS, "single", "lone") else None
        return more or (1, words.partition(" ")[2])
    total, used = 0, 0
    for part in parts:
        if part in _SMALL + _TENS:
            total += _WORDS[part]
        elif part == "hundred" and total:
            total *= 100
        elif not (part == "and" and used and parts[used - 1] == "hundred"):
            break
        used += 1
    if not used:
        return _WORDS[parts[0]], " ".join(parts[1:])
    return total, " ".join(parts[used:])


def _number(digits: str) -> int:
    if len(digits) > _DIGITS:
        raise ValueError(f"how many? a number of {len(digits)} digits is more than I can count to")
    return int(digits)


def _checked(count: int, rest: str) -> int:
    if count < 1:
        raise ValueError(f"how many? {rest!r} needs a number of at least 1, not {count}")
    return count
