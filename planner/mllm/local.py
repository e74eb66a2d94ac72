"""A vision-language model of transformers in this process, by name or path, held to the schema while it writes."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import torch
from transformers import LogitsProcessorList, StoppingCriteria, StoppingCriteriaList

from craftagent.planner.mllm.answer import named_schema
from craftagent.planner.mllm.aside import within
from craftagent.planner.mllm.backend import BackendError, Message, Reply, Request, TimedOut
from craftagent.planner.mllm.constrain import Grammars, SchemaProcessor
from craftagent.planner.mllm.deadline import Deadline


class _Over(StoppingCriteria):
    """Ends the writing at the deadline."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline

    def __call__(self, input_ids: torch.Tensor, scores: Any, **kwargs: Any) -> torch.Tensor:  # type: ignore[override]
        return torch.full((input_ids.shape[0],), self._deadline.over, dtype=torch.bool, device=input_ids.device)


class LocalModel:
    """A back end in process. One question is worked on at a time; the others wait for it, each to its own deadline.

    The code of strangers is not run (``trust_remote_code`` is off) and only safetensors are read. Reading the question
    is one step of the model that cannot be broken off; the caller is not kept by it.

    Args:
        model: folder, or name of a model that is in the local cache.
        download: fetch a model that is not there from its hub.
        device: ``cpu``, ``cuda``, ...; by default a GPU if there is one.
        constrain: hold it to the schema; off for models that have to think before they write.
    """

    def __init__(
        self, model: str | Path, download: bool = False, device: str | None = None, constrain: bool = True
    ) -> None:
        from transformers import AutoModelForImageTextToText, AutoProcessor

        where = str(model)
        options: dict[str, Any] = {"trust_remote_code": False, "local_files_only": not download}
        try:
            self._processor: Any = AutoProcessor.from_pretrained(where, **options)
            found: Any = AutoModelForImageTextToText.from_pretrained(
                where, use_safetensors=True, dtype="auto", **options
            )
        except (OSError, ValueError, KeyError) as error:
            hint = "" if download else "; it is looked for on this machine only"
            raise ValueError(f"{where}: no vision-language model that can be read: {_line(error)}{hint}") from None
        self._device = device or ("cuda" if torch.cuda.is_available() else "cpu")
        self._model: Any = found.to(self._device).eval()
        self._tokenizer = getattr(self._processor, "tokenizer", self._processor)
        size = self._model.get_input_embeddings().num_embeddings
        self._grammars = Grammars(self._tokenizer, max(size, len(self._tokenizer))) if constrain else None
        self._busy = threading.Lock()
        self.name = f"local:{Path(where).name}"

    def complete(self, request: Request, deadline: Deadline) -> Reply:
        """Ask. Raises :class:`TimedOut` at the deadline."""
        return within(deadline, lambda: self._answer(request, deadline))

    def _answer(self, request: Request, deadline: Deadline) -> Reply:
        while not self._busy.acquire(timeout=0.1):
            if deadline.over:
                raise TimedOut(f"{deadline.why()}: the model is still busy with another question")
        try:
            return self._generate(request, deadline)
        except (
            RuntimeError,
            ValueError,
            IndexError,
            TypeError,
        ) as error:  # out of memory, a picture it cannot take, ...
            raise (
                error if isinstance(error, BackendError) else BackendError(f"the model fails: {_line(error)}")
            ) from None
        finally:
            self._busy.release()

    @torch.inference_mode()
    def _generate(self, request: Request, deadline: Deadline) -> Reply:
        inputs = self._processor.apply_chat_template(
            [_turn(message) for message in request.messages], tokenize=True, return_dict=True, return_tensors="pt",
            add_generation_prompt=True,
        ).to(self._device)  # fmt: skip
        length = inputs["input_ids"].shape[1]
        end = self._tokenizer.eos_token_id
        held = LogitsProcessorList()
        if self._grammars is not None:
            schema = named_schema(request.schema, request.names) if request.names else request.schema
            held.append(SchemaProcessor(self._grammars.matcher(schema), length, end))
        written = self._model.generate(
            **inputs, max_new_tokens=request.max_tokens, do_sample=False, logits_processor=held,
            stopping_criteria=StoppingCriteriaList([_Over(deadline)]), eos_token_id=end,
            pad_token_id=self._tokenizer.pad_token_id if self._tokenizer.pad_token_id is not None else end,
        )[0, length:]  # fmt: skip
        if deadline.over:
            raise TimedOut(f"{deadline.why()}: the model had written {len(written)} tokens")
        text = self._tokenizer.decode(written, skip_special_tokens=True)
        seen = any(message.images for message in request.messages)
        return Reply(text, "none" if self._grammars is None else "grammar", seen, length, len(written))


def _turn(message: Message) -> dict[str, Any]:
    """A message as chat templates of transformers take it."""
    from PIL import Image

    pictures = [{"type": "image", "image": Image.fromarray(image)} for image in message.images]
    return {"role": message.role, "content": [*pictures, {"type": "text", "text": message.text}]}


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
