"""Key names, shapes and parameter counts of the released models, on the meta device."""

from pathlib import Path

import pytest
import torch

from craftagent.policy.vpt.config import PRESETS, VPTConfig, preset
from craftagent.policy.vpt.model import VPTInverseDynamics, VPTPolicy, build

# size: tensors, numbers in net, in the action heads; hidsize, heads, blocks, channels
RELEASED = {
    "1x": (134, 62_016_576, 8_981_050, 1024, 8, 4, (64, 128, 128)),
    "2x": (134, 230_539_904, 17_953_338, 2048, 16, 4, (128, 256, 256)),
    "3x": (134, 505_575_616, 26_925_626, 3072, 24, 4, (192, 384, 384)),
    "idm-4x": (100, 482_076_032, 254_014, 4096, 32, 2, (256, 512, 512)),
}


def released_shapes(name: str) -> dict[str, tuple[int, ...]]:
    """What the published facts say, written out without the model's code."""
    _, _, _, d, heads, blocks, channels = RELEASED[name]
    idm = name.startswith("idm")
    shapes: dict[str, tuple[int, ...]] = {}

    def norm(key: str, width: int) -> None:
        shapes[f"{key}.weight"] = shapes[f"{key}.bias"] = (width,)

    if idm:
        shapes |= {"net.conv3d_layer.layer.weight": (128, 3, 5, 1, 1), "net.conv3d_layer.layer.bias": (128,)}
    inside = 128 if idm else 3
    for s, outside in enumerate(channels):
        stack = f"net.img_process.cnn.stacks.{s}"
        shapes[f"{stack}.firstconv.layer.weight"] = (outside, inside, 3, 3)
        if s == 0 and not idm:
            shapes[f"{stack}.firstconv.layer.bias"] = (outside,)
        else:
            norm(f"{stack}.firstconv.norm", inside)
        norm(f"{stack}.n", outside)
        for k in range(2):
            for conv in ("conv0", "conv1"):
                norm(f"{stack}.blocks.{k}.{conv}.norm", outside)
                shapes[f"{stack}.blocks.{k}.{conv}.layer.weight"] = (outside, outside, 3, 3)
        inside = outside
    flat = channels[-1] * 16 * 16
    norm("net.img_process.cnn.dense.norm", flat)
    shapes["net.img_process.cnn.dense.layer.weight"] = (256, flat)
    norm("net.img_process.linear.norm", 256)
    shapes["net.img_process.linear.layer.weight"] = (d, 256)
    for b in range(blocks):
        block = f"net.recurrent_layer.blocks.{b}"
        norm(f"{block}.pre_r_ln", d)
        norm(f"{block}.mlp0.norm", d)
        shapes |= {f"{block}.mlp0.layer.weight": (4 * d, d), f"{block}.mlp1.layer.weight": (d, 4 * d),
                   f"{block}.mlp1.layer.bias": (d,)}  # fmt: skip
        inner = f"{block}.r.orc_block"
        for layer, bias in (("q", True), ("k", False), ("v", False), ("proj", True)):
            shapes[f"{inner}.{layer}_layer.weight"] = (d, d)
            if bias:
                shapes[f"{inner}.{layer}_layer.bias"] = (d,)
        shapes |= {f"{inner}.r_layer.weight": (10 * heads, d), f"{inner}.r_layer.bias": (10 * heads,),
                   f"{inner}.b_nd": (10, 0 if idm else 128)}  # fmt: skip
    norm("net.lastlayer.norm", d)
    shapes["net.lastlayer.layer.weight"] = (d, d)
    norm("net.final_ln", d)
    for head, choices in (("buttons", 40), ("camera", 22)) if idm else (("buttons", 8641), ("camera", 121)):
        shapes |= {f"pi_head.{head}.linear_layer.weight": (choices, d), f"pi_head.{head}.linear_layer.bias": (choices,)}
    if not idm:
        shapes |= {"value_head.linear.weight": (1, d), "value_head.linear.bias": (1,),
                   "value_head.normalizer.running_mean": (1,), "value_head.normalizer.running_mean_sq": (1,),
                   "value_head.normalizer.debiasing_term": ()}  # fmt: skip
    return shapes


@pytest.mark.parametrize("name", RELEASED)
def test_state_dict_is_the_released_one(name: str) -> None:
    tensors, net, heads, *_ = RELEASED[name]
    with torch.device("meta"):
        model = build(preset(name))
    state = model.state_dict()
    assert {key: tuple(value.shape) for key, value in state.items()} == released_shapes(name)
    assert len(state) == tensors
    assert sum(v.numel() for k, v in state.items() if k.startswith("net.")) == net
    assert sum(v.numel() for k, v in state.items() if k.startswith("pi_head.")) == heads


@pytest.mark.parametrize("name", ["1x", "idm-4x"])
def test_names_and_shapes_are_those_of_the_frozen_table(name: str) -> None:
    table = Path(__file__).with_name(f"released_{name}.txt").read_text().splitlines()
    frozen = dict(line.split() for line in table)
    assert len(frozen) == len(table) == RELEASED[name][0]
    with torch.device("meta"):
        state = build(preset(name)).state_dict()
    assert {key: "x".join(map(str, value.shape)) or "scalar" for key, value in state.items()} == frozen


# all numbers of a model (net, action heads, and for a policy hidsize + 1 of the value head and 3 of its statistics)
TOTAL = {"1x": 70_998_654, "2x": 248_495_294, "3x": 532_504_318, "idm-4x": 482_330_046}


@pytest.mark.parametrize("name", RELEASED)
def test_numbers_in_all(name: str) -> None:
    with torch.device("meta"):
        state = build(preset(name)).state_dict()
    assert sum(value.numel() for value in state.values()) == TOTAL[name]


def test_the_released_idm_has_room_for_its_numbers_and_little_else() -> None:
    """The published file has 1,929,358,457 bytes; torch adds some 300 bytes a tensor to their 4 bytes a number."""
    beside = 1_929_358_457 - 4 * TOTAL["idm-4x"]
    assert 0 < beside < 100 * 1000


def test_presets_go_through_plain_data() -> None:
    for config in PRESETS.values():
        assert VPTConfig.from_dict(config.to_dict()) == config


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"hidsise": 8}, "did you mean 'hidsize'"),
        ({"hidsize": 1000, "heads": 7}, "multiple of 'heads'"),
        ({"hidsize": "big"}, "'hidsize' must be a whole number"),
        ({"kind": "idn"}, "'policy' or 'idm'"),
        ({"memory": 0}, "'memory' must be above 0 for a policy"),
        ({"temporal": 8}, "see the future"),
        ({"channels": [1, 2]}, "three whole numbers"),
        ({"image": 100}, "multiple of 8"),
        ({"temperature": float("nan")}, "'temperature' must be a number above 0"),
    ],
)
def test_wrong_settings_are_named(change: dict, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        VPTConfig.from_dict({**preset("1x").to_dict(), **change})


def test_each_network_wants_its_kind() -> None:
    with pytest.raises(ValueError, match="did you mean '1x'"):
        preset("1xx")
    with pytest.raises(ValueError, match="VPTInverseDynamics"):
        VPTPolicy(preset("idm-4x"))
    with pytest.raises(ValueError, match="VPTPolicy"):
        VPTInverseDynamics(preset("1x"))
