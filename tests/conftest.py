"""Policies made at random, and a server of chat completions in a thread that behaves as a test tells it to."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from craftagent.policy.goap.config import GoapConfig
    from craftagent.policy.goap.model import Goap

# how busy the machine is must not decide a test
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

# a shell without job control starts what it runs with `&` deaf to Ctrl-C, and so would be the commands that tests start
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


class Server:
    """``answer(body, n)`` -> (status, object or bytes, headers) for the n-th chat completion, from 0."""

    def __init__(self, answer):
        self.seen, self.headers, self.answer = [], [], answer
        self.stop = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args):
                pass

            def do_GET(self):
                self.send(200, {"data": [{"id": "tiny-vl"}]}, {})

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.headers.append(dict(self.headers))
                outer.seen.append(body)
                status, data, headers = outer.answer(body, len(outer.seen) - 1)
                self.send(status, data, headers)

            def send(self, status, data, headers):
                raw = data if isinstance(data, bytes) else json.dumps(data).encode()
                try:
                    self.send_response(status)
                    self.send_header("Content-Length", headers.pop("Content-Length", str(len(raw))))
                    for name, value in headers.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(raw)
                    while outer.drip and not outer.stop.wait(0.05):
                        self.wfile.write(b" ")
                except OSError:  # whoever asked has gone away
                    self.close_connection = True

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request, client_address):
                pass

        self.drip = False
        self.httpd = Quiet(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.httpd.server_port}"
        self.thread = threading.Thread(target=self.httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()

    def sleep(self, seconds):
        self.stop.wait(seconds)

    def close(self):
        self.stop.set()
        self.httpd.shutdown()
        self.httpd.server_close()
        self.thread.join()


@pytest.fixture
def serve():
    servers = []

    def start(answer):
        servers.append(Server(answer))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture(scope="session")
def tiny_goap() -> GoapConfig:
    """Settings of a policy so small that it plays hundreds of ticks a second."""
    from craftagent.policy.goap.config import BehaviourConfig, GoalConfig, GoapConfig, StemConfig, TemporalConfig

    return GoapConfig(
        stem=StemConfig(channels=(8, 8, 16), blocks=(0, 0, 1), tokens=4),
        behaviour=BehaviourConfig(width=16, heads=2, tokens=2, bank=3, stride=4),
        temporal=TemporalConfig(width=32, heads=2, layers=1, window=8, summary=2),
        goal=GoalConfig(width=16),
    )


@pytest.fixture(scope="session")
def write_policy(tiny_goap: GoapConfig) -> Callable[..., Goap]:
    """``write_policy(folder)`` writes a policy of random weights and returns its network.

    ``verbs`` beside "" and "?"; ``texts`` whose vectors are written with it; ``spread`` of what is added to the weights,
    so that parts which begin at zero take part; ``config`` of another network; ``width`` of its sentence vectors.
    """
    import torch  # here, so that the tests of the rest do not wait for it

    from craftagent.policy.goap.files import save_policy
    from craftagent.policy.goap.model import Goap

    def write(
        folder: Path, verbs: Sequence[str] = ("mine",), texts: Sequence[str] = ("", "dig"), spread: float = 0.0,
        config: GoapConfig = tiny_goap, width: int = 384,
    ) -> Goap:  # fmt: skip
        words = {"verbs": ["", "?", *verbs], "targets": ["", "?", "dirt"], "texts": list(texts)}
        torch.manual_seed(0)
        net = Goap(config, tuple(words["verbs"]), tuple(words["targets"]), width)
        for p in net.parameters() if spread else ():
            p.data.add_(torch.randn_like(p) * spread)
        vectors = {text: torch.full((width,), float(bool(text))) for text in texts}
        save_policy(folder, net, words, "hashed", vectors, {"step": 7})
        return net

    return write


@pytest.fixture(scope="session")
def policy(tmp_path_factory: pytest.TempPathFactory, write_policy: Callable[..., Goap]) -> Path:
    """A folder with a policy that has learned nothing."""
    import torch

    torch.set_num_threads(1)  # tiny tensors: threads would only wait for each other
    path = tmp_path_factory.mktemp("policy")
    write_policy(path, verbs=["mine", "craft"], texts=[""], spread=0.1)
    return path


@contextlib.contextmanager
def _elsewhere(statements: str) -> Iterator[None]:
    program = f"import time\nfrom pathlib import Path\n{statements}\nprint('held', flush=True)\ntime.sleep(600)"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as other:
        try:
            assert other.stdout is not None and other.stdout.readline() == "held\n"
            yield
        finally:
            other.kill()


@pytest.fixture
def elsewhere() -> Callable[[str], contextlib.AbstractContextManager[None]]:
    """``with elsewhere(statements)``: another process has carried them out, and lives until the end of the block."""
    return _elsewhere
