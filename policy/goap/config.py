"""Every size and choice of GOAP. The paper gives none of these numbers; the defaults are ``nano``, ours, and ablated."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Literal

from craftagent.policy.goap.config_check import check_part
from craftagent.policy.vpt.config import VPTConfig
from craftagent.types import suggest


@dataclasses.dataclass(frozen=True)
class StemConfig:
    """From a frame to image tokens: strided convolutions with depthwise-separable residual blocks, cheap on a CPU.

    Args:
        channels: of the three stages.
        blocks: residual blocks of each stage.
        patch: side of the first convolution's window; its stride is 4.
        kernel: side of the depthwise windows; backward passes of windows over 3 are ten times slower on CPUs.
        expand: width of a block's inner layer, in channels.
        tokens: side of the token grid; the last stage is pooled to it.
        points: places that are told to a fraction of a pixel (points.py), of things that always matter; 0: none.
        sought: the same, of things that the goal asks for; 0: none.
    """

    channels: tuple[int, int, int] = (32, 64, 128)
    blocks: tuple[int, int, int] = (0, 1, 1)
    patch: int = 8
    kernel: int = 3
    expand: int = 2
    tokens: int = 8
    points: int = 8
    sought: int = 8


@dataclasses.dataclass(frozen=True)
class BehaviourConfig:
    """The action-guided behaviour encoder.

    Args:
        perceiver: image tokens query the past action's embedding (causal perceiver); off is an ablation.
        perceiver_layers: of cross-attention and feed-forward.
        history: behaviour tokens query the memory bank (history aggregator); off is an ablation.
        layers: of the aggregator.
        tokens: behaviour tokens of a tick, whatever has happened before.
        width: of image and behaviour tokens.
        heads: of every attention here.
        expand: width of a feed-forward's inner layer, in widths.
        bank: entries of the memory bank; when it is full, its most similar neighbours are merged.
        stride: ticks that are averaged into one entry. 1 keeps each tick apart as the paper has it; larger is faster to
            train, because ticks between two entries do not wait for each other.
    """

    perceiver: bool = True
    perceiver_layers: int = 1
    history: bool = True
    layers: int = 1
    tokens: int = 4
    width: int = 128
    heads: int = 4
    expand: int = 2
    bank: int = 16
    stride: int = 16


@dataclasses.dataclass(frozen=True)
class TemporalConfig:
    """The causal transformer over time.

    Args:
        width: of a tick's vector.
        layers: number of blocks.
        heads: number of attention heads.
        expand: width of a feed-forward's inner layer, in widths.
        window: ticks that a tick sees, itself included; also the length of the memory of keys and values.
        summary: channels of each image token that go to the transformer directly, beside the behaviour tokens; 0: none.
        dropout: of attention and feed-forward outputs while training.
    """

    width: int = 256
    layers: int = 3
    heads: int = 4
    expand: int = 4
    window: int = 128
    summary: int = 16
    dropout: float = 0.0


@dataclasses.dataclass(frozen=True)
class GoalConfig:
    """How a goal is taken in.

    Args:
        width: of a goal's vector.
        text: use the instruction's sentence vector.
        structured: use verb, target and count.
        image: use a goal image when there is one; the data module shows them if its ``goals.image`` is above 0.
        text_dropout: share of streams and chunks whose text is hidden while training, so that verb and target suffice.
        structured_dropout: the same for verb, target and count, so that the text suffices.
        unknown_target: share of streams and chunks whose target is known by its words alone while training, as targets are
            that no recording had.
        dropout: share whose whole goal is hidden, beside what the data module hides (classifier-free guidance).
        film: the goal scales and shifts the image tokens' channels.
        modulate: the goal scales and shifts what enters every block of the transformer.
    """

    width: int = 128
    text: bool = True
    structured: bool = True
    image: bool = False
    text_dropout: float = 0.1
    structured_dropout: float = 0.4
    unknown_target: float = 0.05
    dropout: float = 0.0
    film: bool = True
    modulate: bool = True


@dataclasses.dataclass(frozen=True)
class PastActionConfig:
    """The past action as an input. A cloned policy tends to repeat it, so it can be hidden or spoiled in training.

    Args:
        use: whether it is an input at all.
        dropout: share of ticks at which it is hidden while training.
        dropout_chunk: share of streams for which it is hidden during a whole chunk while training.
        noise: share of ticks at which each part of it is replaced by a random one while training.
        play: whether it is told when playing; a policy trained with dropout can do without.
    """

    use: bool = True
    dropout: float = 0.2
    dropout_chunk: float = 0.3
    noise: float = 0.05
    play: bool = True


@dataclasses.dataclass(frozen=True)
class HeadConfig:
    """Action and progress heads.

    Args:
        kind: ``hierarchical``: first hotbar key or inventory (11 choices), then the other 864 combinations, scored by
            their buttons and pairs of buttons, so that a rare combination profits from common ones; ``factored``: the
            same without pairs; ``joint``: VPT's, a row of weights for each of the 8641. All give VPT's logits.
        progress: an auxiliary head says which share of the goal's span has passed.
        temperature: logits are divided by it.
    """

    kind: Literal["hierarchical", "factored", "joint"] = "hierarchical"
    progress: bool = True
    temperature: float = 1.0


@dataclasses.dataclass(frozen=True)
class LanguageConfig:
    """A language model in place of the transformer over time (size ``mllm``); needs ``transformers``.

    Args:
        model: name or folder of a causal language model (or a vision-language model, whose language part is used);
            none: the transformer over time is used.
        lora_rank: rank of the trained updates; 0 trains none of the model's weights.
        lora_alpha: updates are scaled by alpha / rank.
        lora_targets: last parts of the names of the layers that get updates.
        image_tokens: side of the grid of image tokens that the model reads.
        prompt: words around the goal; ``{goal}`` is where its vector stands, as one soft word.
        train_model: train all of the model's weights rather than updates.
        dtype: that the model is loaded in.
    """

    model: str | None = None
    lora_rank: int = 16
    lora_alpha: float = 32.0
    lora_targets: tuple[str, ...] = ("q_proj", "k_proj", "v_proj", "o_proj", "c_attn", "query_key_value")
    image_tokens: int = 4
    prompt: str = "You play Minecraft. Your goal: {goal}."
    train_model: bool = False
    dtype: Literal["float32", "bfloat16", "float16"] = "float32"


@dataclasses.dataclass(frozen=True)
class GoapConfig:
    """All of a GOAP model; see the parts.

    ``frame`` is the side of the square frames. With ``vpt``, VPT's image network and transformer of these sizes take the
    place of stem and transformer over time (size ``base``). Raises ``ValueError`` naming the first field that cannot be, or
    that is set although ``vpt`` or ``language.model`` leaves no use for it.
    """

    frame: int = 128
    stem: StemConfig = dataclasses.field(default_factory=StemConfig)
    behaviour: BehaviourConfig = dataclasses.field(default_factory=BehaviourConfig)
    temporal: TemporalConfig = dataclasses.field(default_factory=TemporalConfig)
    goal: GoalConfig = dataclasses.field(default_factory=GoalConfig)
    past_action: PastActionConfig = dataclasses.field(default_factory=PastActionConfig)
    head: HeadConfig = dataclasses.field(default_factory=HeadConfig)
    language: LanguageConfig = dataclasses.field(default_factory=LanguageConfig)
    vpt: VPTConfig | None = None

    def __post_init__(self) -> None:
        if isinstance(self.frame, bool) or not isinstance(self.frame, int) or self.frame < 1:
            raise ValueError(
                f"model setting 'frame' must be a whole number of at least 1, not {str(self.frame)[:80]!r}"
            )
        for part in ("stem", "behaviour", "temporal", "goal", "past_action", "head", "language"):
            check_part(getattr(self, part), part)
        b, t = self.behaviour, self.temporal
        for name, width, heads in (("behaviour", b.width, b.heads), ("temporal", t.width, t.heads)):
            if width % heads or (name == "temporal" and width // heads % 2):
                raise ValueError(
                    f"model setting '{name}.width' must be a multiple of '{name}.heads' ({heads})"
                    f"{' and each head of even width' if name == 'temporal' else ''}, not {width}"
                )
        if self.vpt is not None and self.language.model is not None:
            raise ValueError("model settings 'vpt' and 'language.model' exclude each other")
        self._check_used()
        for part in ("goal.text_dropout", "goal.structured_dropout", "goal.dropout", "goal.unknown_target",
                     "past_action.dropout",
                     "past_action.dropout_chunk", "past_action.noise", "temporal.dropout"):  # fmt: skip
            value = getattr(getattr(self, part.partition(".")[0]), part.partition(".")[2])
            if not 0 <= value <= 1:
                raise ValueError(f"model setting {part!r} must lie in 0..1, not {value}")
        if self.goal.text_dropout + self.goal.structured_dropout > 1:
            raise ValueError("model settings 'goal.text_dropout' and 'goal.structured_dropout' must not sum to over 1")
        if self.head.temperature <= 0:
            raise ValueError(f"model setting 'head.temperature' must be above 0, not {self.head.temperature}")

    def _check_used(self) -> None:
        """Raise ``ValueError`` for the first setting of a part that another network has taken the place of."""
        if self.vpt is not None:
            other, dead = "vpt", {"stem": set(_names(StemConfig)) - {"tokens"},
                                  "temporal": set(_names(TemporalConfig)) - {"summary"}, "goal": {"modulate"}}  # fmt: skip
        elif self.language.model is not None:
            other, dead = "language.model", {"stem": {"points", "sought"}, "temporal": set(_names(TemporalConfig)),
                                             "goal": {"modulate"}}  # fmt: skip
        else:
            return
        for part, names in dead.items():
            for field in dataclasses.fields(getattr(self, part)):
                value = getattr(getattr(self, part), field.name)
                if field.name in names and value != field.default:
                    raise ValueError(
                        f"model setting '{part}.{field.name}' does nothing in a model with {other!r}: leave it out, or at "
                        f"its default {field.default!r}"
                    )

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; :meth:`from_dict` reads it back."""
        return dataclasses.asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> GoapConfig:
        """Raises ``ValueError`` for a setting that there is not."""
        return _from_dict(cls, data, "")


def _names(part: Any) -> list[str]:
    return [field.name for field in dataclasses.fields(part)]


def _from_dict(cls: Any, data: Any, where: str) -> Any:
    if not isinstance(data, Mapping):
        raise ValueError(f"model setting {where.rstrip('.')!r} must be a mapping, not {data!r}")
    fields = {field.name: field for field in dataclasses.fields(cls)}
    values = {}
    for name, value in data.items():
        if name not in fields:
            raise ValueError(f"unknown model setting {where + str(name)!r}{suggest(name, fields)}")
        factory = fields[name].default_factory
        if dataclasses.is_dataclass(factory):
            value = _from_dict(factory, value, f"{where}{name}.")
        elif name == "vpt" and value is not None:
            value = VPTConfig.from_dict(value)
        values[name] = tuple(value) if isinstance(value, list) else value
    try:
        return cls(**values)
    except TypeError as error:
        raise ValueError(f"model settings {where or 'at the top'}: {error}") from None
