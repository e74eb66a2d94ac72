"""Frames as files: PNG or JPEG bytes, and data URLs of them."""

from __future__ import annotations

import base64

import cv2
import numpy as np

from craftagent.planner.mllm.backend import Image

FORMATS = {"png": "image/png", "jpeg": "image/jpeg"}


def encode(image: Image, kind: str = "png", quality: int = 90) -> bytes:
    """A frame uint8 (H, W, 3) RGB as a file of ``kind`` (png, jpeg). Raises ``ValueError`` for anything else."""
    if kind not in FORMATS:
        raise ValueError(f"a picture is sent as {' or '.join(FORMATS)}, not {kind!r}")
    if not isinstance(image, np.ndarray) or image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3:
        got = f"{image.dtype} {image.shape}" if isinstance(image, np.ndarray) else type(image).__name__
        raise ValueError(f"a frame is a uint8 array (H, W, 3), not {got}")
    options = [int(cv2.IMWRITE_JPEG_QUALITY), quality] if kind == "jpeg" else []
    done, data = cv2.imencode(".jpg" if kind == "jpeg" else ".png", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), options)
    if not done:
        raise ValueError(f"a frame of {image.shape} cannot be written as {kind}")
    return data.tobytes()


def decode(data: bytes) -> Image:
    """The frame uint8 (H, W, 3) RGB of a picture file. Raises ``ValueError`` if it is none."""
    found = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR) if data else None
    if found is None:
        raise ValueError("the file is no picture that can be read (PNG, JPEG)")
    return np.asarray(cv2.cvtColor(found, cv2.COLOR_BGR2RGB), np.uint8)


def data_url(image: Image, kind: str = "png") -> str:
    """A frame as a data URL, as OpenAI-compatible servers take it."""
    return f"data:{FORMATS.get(kind, '')};base64,{base64.b64encode(encode(image, kind)).decode('ascii')}"
