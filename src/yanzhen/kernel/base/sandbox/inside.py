"""The child's side of a sandbox: it imports nothing of Django and nothing of the packs. Before it looks at a byte it gives
away what it does not need: it can open no file, socket or process any more, and the kernel ends it when it takes too much
memory or time. A frame is four bytes of length and JSON: never pickle, so that a child that was overcome can still do no harm.
"""

from __future__ import annotations

import datetime
import json
import resource
import sys
from collections.abc import Callable

from . import gate
from .gate import Barred

FRAME_MAX = 16 * gate.MB


def shed(memory: int, seconds: int) -> None:
    """Give up memory, processor time, files, sockets, processes and core dumps beyond what reading one file takes."""
    gate.ready()
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    for limit in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC):
        resource.setrlimit(limit, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


def _plain(value: object) -> dict[str, str]:
    """What JSON does not know, tagged: a day or an instant as ISO text, anything else as text."""
    if isinstance(value, (datetime.date, datetime.datetime)):
        return {"d": value.isoformat()}
    return {"t": str(value)}


encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain).encode


def send(frame: object) -> None:
    body = encode(frame).encode("utf-8", "replace")
    if len(body) > FRAME_MAX:
        raise Barred("memory")
    put(body)


def put(body: bytes) -> None:
    sys.stdout.buffer.write(len(body).to_bytes(4, "big") + body)


def answering(act: Callable[[], None], reasons: dict[type[BaseException], str]) -> None:
    """Do it, and send why the file is barred where it is; `reasons` are the codes of what readers raise."""
    try:
        act()
    except Barred as barred:
        send({"barred": barred.code, "facts": barred.facts})
    except MemoryError:
        sys.exit(3)
    except BaseException as fault:  # a panic of a reader is no Exception; whatever it was, the file is at fault
        code = next((code for kind, code in reasons.items() if isinstance(fault, kind)), "broken")
        send({"barred": code, "facts": {}})
    sys.stdout.buffer.flush()
