"""The process between an update and a Ray cluster: takes batches on standard input, gives them back prepared.

Run by `ray_pool` as `python -m index.cluster.driver`. Ray speaks on both standard streams, and ends its
process where the cluster is lost: so it has one of its own, and the update goes on to say what happened.

Frames are those of index/child_process.py. In: a JSON object (address, count), what passages are made with, then batches.
Out: the JSON object {"most": batches at once}, then for each batch, in order, a letter and what it says:
DONE and what was prepared, FAILED and why, OTHERWISE and what a machine would make of it instead.
"""

import json
import os
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import IO, Any

from index.child_process import ONE_THREAD, own_streams, receive, send
from index.cluster.task import prepare_there

DONE, FAILED, OTHERWISE = b"d", b"f", b"o"

_LOOK_SECONDS = 10.0  # between two looks at whether there is still a machine to wait for
_PER_CORE = 2  # batches: one that is worked on, one that is on its way


def main() -> None:
    """Hand batches on until the input ends."""
    source, target = own_streams()
    settings = json.loads(receive(source))
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    import ray

    failures = (ray.exceptions.RayError, OSError, RuntimeError, ValueError)
    try:
        ray.init(address=settings["address"], runtime_env={"env_vars": ONE_THREAD})
        send(target, json.dumps({"most": settings["count"] or _PER_CORE * _cores(ray)}).encode())
        _hand_on(ray, source, target)
    except failures as cause:
        with suppress(BrokenPipeError):
            send(target, FAILED + _why(cause).encode())
    os._exit(0)  # Ray ends what its driver had begun


def _hand_on(ray: Any, source: IO[bytes], target: IO[bytes]) -> None:
    promises: SimpleQueue[Any] = SimpleQueue()
    Thread(target=_send, args=(ray, source, promises), daemon=True).start()
    while True:
        promise = promises.get()
        if isinstance(promise, Exception):
            raise promise
        while not ray.wait([promise], timeout=_LOOK_SECONDS)[0]:
            _cores(ray)
        refusal, data = ray.get(promise)
        send(target, OTHERWISE + refusal.encode() if refusal else DONE + data)


def _send(ray: Any, source: IO[bytes], promises: "SimpleQueue[Any]") -> None:
    """Send each batch to the cluster as it comes. Ends the process with the input."""
    try:
        task = ray.remote(num_cpus=1, scheduling_strategy="SPREAD")(prepare_there)
        recipe = receive(source).decode()
        while True:
            promises.put(task.remote(recipe, receive(source)))
    except EOFError:
        os._exit(0)
    except Exception as cause:  # of Ray: told by the thread that speaks
        promises.put(cause)


def _cores(ray: Any) -> int:
    """Return how many cores the cluster has. Raises ValueError where there is none."""
    count = int(ray.cluster_resources().get("CPU", 0))
    if not count:
        raise ValueError("none of its machines has a core")
    return count


def _why(cause: Exception) -> str:
    """Return what happened, in a line; of what a machine raised, not the traceback there."""
    said = getattr(cause, "cause", None) or cause
    return " ".join(str(said).split())[:200].rstrip(".") or type(said).__name__


if __name__ == "__main__":
    main()
