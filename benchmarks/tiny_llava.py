"""A vision-language model of two small layers, made at random: a planner in the agent's own process without a download.

    python benchmarks/tiny_llava.py runs/tiny-llava
    python benchmarks/thinking.py --local runs/tiny-llava

What it writes has the form of a plan and no sense.
"""

from __future__ import annotations

import sys
from pathlib import Path

TEMPLATE = (
    "{% for m in messages %}{{ m['role'] }}: {% for p in m['content'] %}"
    "{% if p['type'] == 'image' %}<image>{% else %}{{ p['text'] }}{% endif %}{% endfor %}\n{% endfor %}assistant: "
)


def build_llava(path: Path) -> Path:
    """Save a LLaVA of two small layers, made at random, and a tokenizer of single bytes in ``path``; returns it."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import (
        CLIPVisionConfig,
        LlamaConfig,
        LlavaConfig,
        LlavaForConditionalGeneration,
        LlavaProcessor,
        PreTrainedTokenizerFast,
    )
    from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

    words = ["<pad>", "<s>", "</s>", "<image>", *sorted(pre_tokenizers.ByteLevel.alphabet())]
    raw = Tokenizer(models.BPE(vocab={word: i for i, word in enumerate(words)}, merges=[]))
    raw.pre_tokenizer, raw.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=raw,
        pad_token="<pad>",
        bos_token="<s>",
        eos_token="</s>",
        additional_special_tokens=["<image>"],
    )
    eye = CLIPImageProcessorPil(size={"shortest_edge": 28}, crop_size={"height": 28, "width": 28})
    LlavaProcessor(
        image_processor=eye, tokenizer=tokenizer, patch_size=14, vision_feature_select_strategy="default",
        chat_template=TEMPLATE, image_token="<image>", num_additional_image_tokens=1,
    ).save_pretrained(path)  # fmt: skip
    torch.manual_seed(0)
    vision = CLIPVisionConfig(hidden_size=16, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2,
                              image_size=28, patch_size=14, projection_dim=16)  # fmt: skip
    text = LlamaConfig(vocab_size=264, hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2,
                       max_position_embeddings=16384, bos_token_id=1, eos_token_id=2, pad_token_id=0)  # fmt: skip
    config = LlavaConfig(vision_config=vision, text_config=text, image_token_index=3)
    LlavaForConditionalGeneration(config).save_pretrained(path)
    return path


if __name__ == "__main__":
    print(build_llava(Path(sys.argv[1])))
