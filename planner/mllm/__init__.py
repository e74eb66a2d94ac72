"""Plans written by a multimodal language model: asked with a frame, held to a schema, mended or refused by the graph."""

from craftagent.planner.mllm.backend import Backend, BackendError, Message, Reply, Request, TimedOut
from craftagent.planner.mllm.calls import CallLog
from craftagent.planner.mllm.deadline import Deadline
from craftagent.planner.mllm.planner import MllmPlanner, Planned, Refused
from craftagent.planner.mllm.recorded import Recorded
from craftagent.planner.mllm.situation import Failure, Situation

__all__ = ["Backend", "BackendError", "CallLog", "Deadline", "Failure", "Message", "MllmPlanner", "Planned", "Recorded",
           "Refused", "Reply", "Request", "Situation", "TimedOut"]  # fmt: skip
