"""A language model as the backbone: trained by the command line, stored without what it came with, not fetched unasked."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
import yaml
from safetensors import safe_open

from craftagent.policy.bc.cli import main
from craftagent.policy.bc.module import BehaviourCloning
from craftagent.policy.goals.text import fetched_text_encoder, text_encoder
from craftagent.policy.goap.files import load_policy, save_policy, take_weights
from craftagent.policy.goap.language import names_of_base
from craftagent.policy.goap.player import GoapPlayer
from craftagent.tasks.goal import Goal

transformers = pytest.importorskip("transformers")
TEXT = {"hidden_size": 32, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2,
        "num_key_value_heads": 1, "vocab_size": 50, "max_position_embeddings": 128}  # fmt: skip


def llama(folder: Path) -> None:
    transformers.LlamaForCausalLM(transformers.LlamaConfig(**TEXT)).save_pretrained(folder)


def vision_language(folder: Path) -> None:
    vision = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2,
              "image_size": 16, "patch_size": 8, "projection_dim": 16}  # fmt: skip
    config = transformers.LlavaConfig(
        vision_config=transformers.CLIPVisionConfig(**vision), text_config=transformers.LlamaConfig(**TEXT),
        image_token_index=49,
    )  # fmt: skip
    transformers.LlavaForConditionalGeneration(config).save_pretrained(folder)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two models with random weights."""
    folder = tmp_path_factory.mktemp("models")
    torch.manual_seed(0)
    llama(folder / "llama")
    vision_language(folder / "vlm")
    return folder


def layer(path: str, model: Path, **language: object) -> list[str]:
    """A run's file, changed to have the model as its backbone."""
    data = yaml.safe_load(Path(path).read_text())
    settings = data["model"]["init_args"]["model"]
    del settings["temporal"]
    settings["language"] = {"model": str(model), "lora_rank": 4, "image_tokens": 2, **language}
    data["trainer"]["val_check_interval"] = 2
    Path(path).write_text(yaml.safe_dump(data))
    return ["fit", "-c", path]


@pytest.mark.parametrize("kind", ["llama", "vlm"])
def test_two_steps_from_the_command_line(
    kind: str, models: Path, tmp_path: Path, episodes: Path, config: Callable[..., list[str]],
    curve: Callable[..., dict[int, float]],
) -> None:  # fmt: skip
    def run(name: str, steps: int) -> BehaviourCloning:
        path = config(tmp_path / name, episodes, steps, optimizer={"schedule": "constant"})[-1]
        return main(layer(path, models / kind)).model

    whole = run("whole", 3)
    run("parts", 2)
    parts = run("parts", 3)  # goes on from a checkpoint that has the trained weights alone
    assert curve(tmp_path / "parts" / "run") == pytest.approx(curve(tmp_path / "whole" / "run"), abs=1e-4)
    for name, value in whole.net.state_dict().items():
        torch.testing.assert_close(parts.net.state_dict()[name], value, atol=1e-5, rtol=0, msg=name)

    base = names_of_base(whole.net)
    frozen = {name for name, p in whole.net.named_parameters() if not p.requires_grad}
    assert (
        base == frozen and any("embed_tokens" in name for name in base) and not any("vision" in name for name in base)
    )
    saved = torch.load(tmp_path / "parts/run/checkpoints/step-00000003.ckpt", weights_only=True)
    stored = {name.removeprefix("net.") for name in saved["state_dict"]}
    assert stored == whole.net.state_dict().keys() - base
    with safe_open(str(tmp_path / "parts/run/policy/policy.safetensors"), "pt") as file:
        assert set(file.keys()) - {"texts"} == stored
    player = GoapPlayer.load(tmp_path / "parts/run/policy")
    torch.testing.assert_close(player.net.time.model.get_input_embeddings().weight,
                               whole.net.time.model.get_input_embeddings().weight)  # fmt: skip
    player.reset(Goal("mine", "#logs"), "mine a log")
    player.act(np.zeros((128, 128, 3), np.uint8))


def test_all_weights_are_stored_where_all_are_trained(
    models: Path, tmp_path: Path, episodes: Path, config: Callable[..., list[str]]
) -> None:
    path = config(tmp_path, episodes, 2)[-1]
    net = main(layer(path, models / "llama", train_model=True)).model.net
    assert names_of_base(net) == set()
    with safe_open(str(tmp_path / "run/policy/policy.safetensors"), "pt") as file:
        assert set(file.keys()) - {"texts"} == net.state_dict().keys()
    loaded, _, _ = load_policy(tmp_path / "run/policy")
    assert all(torch.isfinite(value).all() for value in loaded.state_dict().values())


@pytest.fixture
def policy(models: Path, tmp_path: Path, episodes: Path, config: Callable[..., list[str]]) -> Path:
    main(layer(config(tmp_path, episodes, 1)[-1], models / "llama"))
    return tmp_path / "run" / "policy"


def test_files_that_have_all_weights_are_read_as_ever_and_taken_over(policy: Path, tmp_path: Path) -> None:
    net, described, texts = load_policy(policy)
    with torch.no_grad():  # as trained otherwise: what a file has comes from the file
        net.time.model.get_input_embeddings().weight.add_(1)
    weights = {name: value.clone().contiguous() for name, value in net.state_dict().items()}
    words = {name: described[name] for name in ("verbs", "targets")}
    save_policy(tmp_path / "all", net, words, "hashed", texts)
    from safetensors.torch import load_file, save_file

    stored = load_file(tmp_path / "all" / "policy.safetensors")
    save_file({**weights, "texts": stored["texts"]}, tmp_path / "all" / "policy.safetensors")
    again, _, _ = load_policy(tmp_path / "all")
    assert all(torch.equal(value, weights[name]) for name, value in again.state_dict().items())
    fresh, _, _ = load_policy(policy)
    with torch.no_grad():
        before = fresh.time.act.clone()
        fresh.time.act.zero_()
    said = take_weights(fresh, policy, words, "hashed")
    assert said.endswith("taken over") and torch.equal(fresh.time.act, before)


def test_what_a_file_names_is_not_fetched(policy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def refuse(*args: object, **_: object) -> object:
        asked.append(args)
        raise OSError("there is no network here")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    description = json.loads((policy / "policy.json").read_text())
    description["model"]["language"]["model"] = "a-stranger/of-no-good"
    (policy / "policy.json").write_text(json.dumps(description))
    with pytest.raises(ValueError, match=r"language model 'a-stranger/of-no-good' .*not on this machine.*hf download"):
        load_policy(policy)
    text_encoder.cache_clear()
    with pytest.raises(ValueError, match=r"encoder 'a-stranger/of-no-good' .*not on this machine.*hf download"):
        text_encoder("a-stranger/of-no-good")
    assert asked == []


def test_what_a_person_names_may_be_fetched(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Training asks for the encoder over the network once it is not found here."""
    tried: list[bool] = []

    def load(name: str, *_: object, local_files_only: bool, **__: object) -> object:
        tried.append(local_files_only)
        raise OSError("there is none")

    monkeypatch.setattr(transformers.AutoTokenizer, "from_pretrained", load)
    text_encoder.cache_clear()
    with pytest.raises(ValueError, match="not on this machine"):
        text_encoder("some/name")
    assert tried == []
    with pytest.raises(ValueError, match="'some/name' cannot be loaded"):
        fetched_text_encoder("some/name")
    assert tried == [False], "looked for here first, then over the network"
