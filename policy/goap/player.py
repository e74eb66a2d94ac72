"""Playing a GOAP policy: one frame in, one MineRL action out."""

from __future__ import annotations

import contextlib
import dataclasses
import math
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from craftagent.actions import GROUPS, INVENTORY, NULL_CAMERA, decode, decode_buttons, encode
from craftagent.datasets.modules.vocabulary import Vocabulary
from craftagent.policy.goals.encoder import target_features
from craftagent.policy.goals.text import sentence_vector, text_encoder
from craftagent.policy.goap.files import load_policy
from craftagent.policy.goap.model import Goap, State
from craftagent.policy.goap.moving import put, take
from craftagent.sim.simulator import WORLD_VERSION
from craftagent.tasks.goal import Goal
from craftagent.types import Action

Frame = npt.NDArray[np.uint8]
Kept = npt.NDArray[Any]

NUMBERS = ("temperature", "camera_temperature", "guidance", "null", "hold")  # settings that a description may advise


@dataclasses.dataclass(frozen=True)
class PlayConfig:
    """How actions are chosen.

    Args:
        temperature: of the buttons; 0 takes the most likely combination.
        camera_temperature: of the camera; 0 takes the most likely move.
        guidance: classifier-free guidance s: logits (1 + s) with the goal - s without; 0 is off and costs nothing.
        told_action: tell the policy its past action; none: as its config says.
        hold: temperature of the choice between holding on to the keys that are down and anything else; none: that of the
            buttons. How long a key is held is a chance a tick, mostly small, to let go: at a temperature of .6 a chance of
            1 in 60 becomes 1 in 900, and a block is hit long after it broke. What to press instead keeps its temperature.
        null: the chance of pressing nothing at all is multiplied by it, before the temperature. Cloned players tend to stand
            still where they know no way on; VPT took ticks without input out of its recordings.
        seed: of the choices.
    """

    temperature: float = 1.0
    camera_temperature: float = 1.0
    guidance: float = 0.0
    told_action: bool | None = None
    null: float = 1.0
    hold: float | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        for name in NUMBERS:
            value = getattr(self, name)
            if not (name == "hold" and value is None) and not 0 <= value < float("inf"):
                raise ValueError(f"play setting {name!r} must be 0 or more, not {value}")
        if self.hold == 0:
            raise ValueError("play setting 'hold' must be above 0: at 0 a button once pressed is never let go")


def advised(described: Mapping[str, Any]) -> PlayConfig:
    """How a policy is best played, as its description says (``about``, ``play``); the defaults where it says nothing.

    A temperature alone is that of buttons and camera.

    Raises ``ValueError`` with one sentence for settings that cannot be.
    """
    said = described.get("about", {}).get("play", {})
    if any(
        name not in NUMBERS or isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e9
        for name, value in said.items()
    ):
        raise ValueError(
            f"'play' of a policy's description holds numbers for {', '.join(NUMBERS)}, not {str(said)[:120]}"
        )
    settings = {name: float(value) for name, value in said.items()}
    if "temperature" in settings:
        settings.setdefault("camera_temperature", settings["temperature"])
    return PlayConfig(**settings)


class GoapPlayer:
    """Plays ``batch`` streams with one network. Not thread-safe; players may share a network.

    Args:
        net: in evaluation mode.
        words: vocabulary: ``verbs`` and ``targets``.
        encoder: name of the sentence encoder, loaded only for an instruction that ``texts`` has not: before an episode's
            first tick, or by :meth:`prepare`; in the middle of play only for words that come without a goal.
        texts: instruction -> vector.
        config: how actions are chosen.
        batch: streams.
    """

    _first: Tensor

    def __init__(
        self, net: Goap, words: Mapping[str, list[str]], encoder: str, texts: Mapping[str, Tensor] | None = None,
        config: PlayConfig | None = None, batch: int = 1,
    ) -> None:  # fmt: skip
        self.net, self.config, self.batch = net, config or PlayConfig(), batch
        self.words = Vocabulary(tuple(words["verbs"]), tuple(words["targets"]), ("",))
        self._encoder, self._texts = encoder, dict(texts or {})
        self._ready = encoder == "hashed"  # there is nothing to load
        self._wanting: str | None = None  # why there is no sentence encoder, once that is known
        self._warned = False
        self._device = next(net.parameters()).device
        self._told = net.config.past_action.play if self.config.told_action is None else self.config.told_action
        self._copies = 2 if self.config.guidance else 1  # the second half of the streams is not told the goal
        self._goals: list[dict[str, Tensor]] = [self._goal(None, None) for _ in range(batch)]
        self.reset()

    @classmethod
    def load(
        cls, folder: str | Path, config: PlayConfig | None = None, device: str = "cpu", batch: int = 1
    ) -> GoapPlayer:
        """From a folder that training has written; without ``config`` it plays as its description advises.

        Raises ``ValueError`` or ``OSError`` naming the file.
        """
        net, described, texts = load_policy(folder)
        trained_in = described.get("about", {}).get("world", WORLD_VERSION)
        if trained_in != WORLD_VERSION:
            warnings.warn(
                f"{folder} was trained in version {trained_in!r} of the embedded world, this is {WORLD_VERSION}: "
                "it may play badly; 'make train' trains anew",
                stacklevel=2,
            )
        try:
            played = config or advised(described)
        except ValueError as error:
            raise ValueError(f"{Path(folder) / 'policy.json'}: {error}") from None
        return cls(net.to(device), described, described["text_encoder"], texts, played, batch)

    # --- goals --------------------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Load the sentence encoder now (seconds), so that :meth:`set_goal` may bring any instruction during play.

        It then takes some 10 ms. Without it, an instruction that comes during play with a goal, and that the policy's table
        has not, is left out: verb and target suffice, and the game does not wait. Never raises.
        """
        if self.net.config.goal.text:
            with contextlib.suppress(ValueError):  # said when an instruction wants it
                self._encode("the first sentence takes longest")
        self._ready = True

    def _encode(self, text: str) -> Tensor:
        if self._wanting is None:
            try:
                width = text_encoder(self._encoder).width
            except ValueError as error:
                self._wanting = str(error)
            else:
                if width == self.net.text_width:
                    return torch.tensor(sentence_vector(self._encoder, text))
                self._wanting = (
                    f"the policy was trained with sentence vectors of {self.net.text_width} numbers; "
                    f"{self._encoder!r} gives {width}"
                )
        raise ValueError(self._wanting)

    def _said(self, goal: Goal | None, text: str | None, playing: bool) -> Tensor:
        """The instruction's vector; zeros where none is told, or none can be had and the goal says enough."""
        none = torch.zeros(self.net.text_width)
        if not text or not self.net.config.goal.text:
            return none
        if text in self._texts:
            return self._texts[text]
        enough = goal is not None and self.net.config.goal.structured
        why = "its sentence encoder is not loaded during play: call prepare() before"
        # what other players of this process have loaded must not matter: the same seed gives the same play
        if self._ready or not playing or not enough:
            try:
                return self._encode(text)
            except ValueError as error:
                if not enough:
                    raise
                why = str(error)
        if not self._warned:
            self._warned = True
            warnings.warn(
                f"the policy plays by verb and target alone where it has not met the words: {why}", stacklevel=4
            )
        return none

    def _goal(
        self, goal: Goal | None, text: str | None, image: Frame | None = None, playing: bool = False
    ) -> dict[str, Tensor]:
        told = self._picture(image) if self.net.config.goal.image or image is not None else {}
        said = self._said(goal, text, playing)
        verb, target, count = (goal.verb, goal.target, goal.count) if goal is not None else ("", "", 0)
        return {
            "text": said,
            "verb": torch.tensor(self.words.verb_id(verb) if verb else 0),
            "target": torch.tensor(self.words.target_id(target) if target else 0),
            "count": torch.tensor(count),
            "target_words": target_features((target,))[0],
            **told,
        }

    def _picture(self, image: Frame | None) -> dict[str, Tensor]:
        """A goal image, looked at once: its vector (1, G), and 1 or 0 for told or not."""
        if not self.net.config.goal.image:
            raise ValueError("this policy was trained without goal images; tell it the goal, or the goal in words")
        if image is None:
            return {"image_vectors": torch.zeros(1, self.net.config.goal.width), "image_at": torch.tensor(0)}
        if image.ndim != 3 or image.shape[2] != 3 or 0 in image.shape or image.dtype != np.uint8:
            raise ValueError(f"a goal image must be uint8 of shape (H, W, 3), not {image.dtype} {image.shape}")
        with torch.inference_mode():
            vector = self.net.goal.look(torch.from_numpy(np.ascontiguousarray(image)).to(self._device)[None])
        return {"image_vectors": vector.cpu(), "image_at": torch.tensor(1)}

    def set_goal(
        self, goal: Goal | None = None, text: str | None = None, stream: int = 0, image: Frame | None = None
    ) -> None:
        """What to do from the next tick on; memory stays. Any may be left out; none: play without a goal.

        Words that the policy's table has not: see :meth:`prepare`.

        ``image``: a frame that shows the goal reached, uint8 (H, W, 3) RGB, for policies that were trained with
        ``goal.image``; others raise ``ValueError``.
        """
        self._goals[stream] = self._goal(goal, text, image, playing=not bool(self._first[stream]))
        self._packed = self._pack()

    def _pack(self) -> dict[str, Tensor]:
        told = {name: torch.stack([goal[name] for goal in self._goals]) for name in self._goals[0]}
        told = {name: value if name == "image_vectors" else value[:, None] for name, value in told.items()}
        if self._copies == 2:
            told = {name: torch.cat([value, torch.zeros_like(value)]) for name, value in told.items()}
        return {name: value.to(self._device) for name, value in told.items()}

    def reset(
        self, goal: Goal | None = None, text: str | None = None, seed: int | None = None, image: Frame | None = None
    ) -> None:
        """Forget everything and begin an episode in every stream; see :meth:`set_goal`."""
        self._goals = [self._goal(goal, text, image)] * self.batch
        self._packed = self._pack()
        n = self.batch * self._copies
        self._state: State = self.net.initial_state(n, self._device)
        self._buttons = torch.zeros(n, 1, dtype=torch.int64, device=self._device)
        self._camera = torch.full((n, 1), NULL_CAMERA, device=self._device)
        self._first = torch.ones(n, 1, dtype=torch.bool, device=self._device)
        start = self.config.seed if seed is None else seed
        self._random = [torch.Generator().manual_seed(start + i) for i in range(self.batch)]
        self.progress: float | None = None

    def forget(self, stream: int) -> None:
        """Begin an episode in one stream."""
        for i in self._rows(stream):
            self._first[i], self._buttons[i], self._camera[i] = True, 0, NULL_CAMERA

    def begin(
        self, stream: int, goal: Goal | None = None, text: str | None = None, seed: int = 0, image: Frame | None = None
    ) -> None:
        """Begin an episode in one stream: its own goal, its own chances, nothing of what was before."""
        self.forget(stream)
        self.set_goal(goal, text, stream, image)
        self._random[stream] = torch.Generator().manual_seed(seed)

    # --- an episode that is gone on with elsewhere ---------------------------------------------------------------------

    def keep(self, stream: int) -> dict[str, Kept]:
        """What one stream remembers, name -> array, for :meth:`go_on`; the goal is not in it.

        Where the streams' long memory takes an entry every so many ticks, it can only be gone on with at a tick at which
        that clock stands as it does now.
        """
        rows = self._rows(stream)
        kept = {f"state.{name}": value for name, value in take(self._state, rows).items()}
        kept |= {name: value[rows] for name, value in self._own().items()}
        kept["random"] = self._random[stream].get_state()
        return {name: value.cpu().numpy() for name, value in kept.items()}

    def go_on(self, stream: int, kept: Mapping[str, Kept]) -> None:
        """Go on with what :meth:`keep` gave, perhaps of another player of the same policy; the goal is told apart from it.

        Raises ``ValueError`` for what is of another network; nothing is changed then.
        """
        rows, own = self._rows(stream), self._own()
        found = {name: torch.from_numpy(np.array(value)) for name, value in kept.items()}
        state = put(self._state, rows, {name[6:]: x for name, x in found.items() if name.startswith("state.")})
        for name, value in own.items():
            if name not in found or found[name].shape != value[rows].shape:
                raise ValueError(f"of what a stream remembers {name} is missing, or of another number of copies")
        if "random" not in found:
            raise ValueError("of what a stream remembers its generator is missing")
        generator = torch.Generator()
        try:
            generator.set_state(found["random"])
        except (RuntimeError, TypeError) as error:
            raise ValueError(f"a stream's generator cannot be read: {error}") from None
        self._state, self._random[stream] = state, generator
        for name, value in own.items():
            value[rows] = found[name].to(value.device)

    def _rows(self, stream: int) -> list[int]:
        return list(range(stream, self.batch * self._copies, self.batch))

    def _own(self) -> dict[str, Tensor]:
        return {"buttons": self._buttons, "camera": self._camera, "first": self._first}

    # --- a tick -------------------------------------------------------------------------------------------------------

    def act(self, frame: Frame) -> Action:
        """uint8 (S, S, 3) RGB -> a MineRL action. ``progress`` then holds the policy's guess of the goal's progress."""
        return self.act_many(frame[None])[0]

    def act_many(self, frames: Frame) -> list[Action]:
        """uint8 (batch, S, S, 3) -> an action for each stream."""
        side = self.net.config.frame
        if frames.shape != (self.batch, side, side, 3) or frames.dtype != np.uint8:
            raise ValueError(
                f"frames must be uint8 of shape {(self.batch, side, side, 3)}, not {frames.dtype} {frames.shape}"
            )
        with torch.inference_mode():
            pov = torch.from_numpy(np.ascontiguousarray(frames)).to(self._device)[:, None]
            if self._copies == 2:
                pov = torch.cat([pov, pov])
            latent, self._state = self.net(
                pov, self._buttons, self._camera, self._first, self._packed, self._state, self._told
            )
            buttons, camera = (x[:, 0] for x in self.net.heads.logits(latent))
            if self._copies == 2:
                s = self.config.guidance
                buttons, camera = ((1 + s) * x[: self.batch] - s * x[self.batch :] for x in (buttons, camera))
            if self.config.null != 1:
                buttons[:, 0] += math.log(self.config.null) if self.config.null else -math.inf
            # held down it does nothing, and a player that holds it never finds out: there is no such play to learn from
            buttons[self._buttons[: self.batch, 0] == INVENTORY, INVENTORY] = -math.inf
            chosen = (
                self._draw(chances(buttons, self.config.temperature, self._held(), self.config.hold)),
                self._draw(chances(camera, self.config.camera_temperature)),
            )
            passed = self.net.heads.passed(latent[: self.batch])
            self.progress = float(passed[0, 0].sigmoid()) if passed is not None else None
        actions: list[Action] = [decode(int(b), int(c)) for b, c in zip(*(x.tolist() for x in chosen), strict=True)]
        for i in range(self._copies):
            part = slice(i * self.batch, (i + 1) * self.batch)
            self._buttons[part, 0] = chosen[0].to(self._device)
            # as recorded actions are coded: a camera that does not move is the null camera
            moves = torch.tensor([bool(np.any(action["camera"])) for action in actions])
            self._camera[part, 0] = torch.where(moves, chosen[1], NULL_CAMERA).to(self._device)
        self._first[:] = False
        return actions

    def did(self, action: Action, stream: int = 0) -> None:
        """Another action than the one that :meth:`act` gave was taken: from the next tick on it is the past action."""
        buttons, camera = encode(action)
        for i in self._rows(stream):
            self._buttons[i], self._camera[i] = buttons, camera

    def _held(self) -> Tensor | None:
        """int64 (batch,): the keys that may stay down, -1 where none may (a camera that moves is no key)."""
        if self.config.hold is None:
            return None
        buttons = self._buttons[: self.batch, 0].cpu()
        keys, _ = decode_buttons(buttons.numpy())
        return torch.where(torch.from_numpy(keys.any(1)) & (buttons != INVENTORY), buttons, -1)

    def _draw(self, chances: Tensor) -> Tensor:
        """(batch, N) -> (batch,): each stream by a generator of its own."""
        drawn = [torch.multinomial(p, 1, generator=g) for p, g in zip(chances, self._random, strict=True)]
        return torch.cat(drawn)


def chances(logits: Tensor, temperature: float, held: Tensor | None = None, hold: float | None = None) -> Tensor:
    """Logits (B, N) -> chances (B, N), float32 on the CPU. Temperature 0 gives all to the most likely.

    ``held`` int64 (B,): the keys of the tick before, as a joint button index, or -1. Whether they stay down, the camera
    moving or not, has the chance that it has at temperature ``hold``; what this leaves open is chosen at ``temperature``.
    """
    logits = logits.float().cpu()

    def at(logits: Tensor, temperature: float) -> Tensor:
        if temperature == 0:
            return torch.zeros_like(logits).scatter(-1, logits.argmax(-1, keepdim=True), 1.0)
        return (logits / temperature).softmax(-1)

    plain = at(logits, temperature)
    if held is None or hold is None:
        return plain
    down = held.clamp(min=0)[:, None]
    camera = torch.where(down < INVENTORY, down ^ 1, down)  # the same keys, the camera moving or not: the last group
    same = torch.zeros_like(logits, dtype=torch.bool).scatter(-1, torch.cat([down, camera], -1), True)
    kept = (at(logits, hold) * same).sum(-1, keepdim=True)
    on = at(logits.masked_fill(~same, -torch.inf), temperature)
    other = at(logits.masked_fill(same, -torch.inf), temperature)
    return torch.where((held >= 0)[:, None], kept * on + (1 - kept) * other, plain)


assert list(GROUPS)[-1] == "camera" and len(GROUPS["camera"]) == 2  # what chances() relies on
