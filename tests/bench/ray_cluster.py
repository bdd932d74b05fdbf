"""`inyong index --ray` on a real Ray cluster of this machine, beside processes of this machine.

    pip install 'inyong[ray]'
    python tests/bench/ray_cluster.py --data DATA/train --count 3000 --nodes 2

Starts a cluster of so many nodes, of a core each (ray.cluster_utils), and makes the same library several times:
by as many processes here, by the cluster, by the cluster through ray://, by the cluster while a node more is there and is
killed, and by one whose head is killed; whole processes of `inyong index` each. Prints the seconds of each, whether the ledger is
that of the first, row for row, and what the last one said.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from indexing import index, write

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "index"), str(ROOT / "tests")]

from making import dump  # noqa: E402  # the rows of a ledger, as the tests compare them

_CLIENTS = 25001  # the port where the head hears ray://


def main() -> None:
    """Make the libraries and print a line each."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="the data's train/")
    parser.add_argument("--count", type=int, default=3000, help="articles")
    parser.add_argument("--nodes", type=int, default=2)
    options = parser.parse_args()
    os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "PYTHONPATH": str(ROOT)}
    from ray.cluster_utils import Cluster

    node = {"num_cpus": 1, "object_store_memory": 200_000_000}
    head = {**node, "include_dashboard": False, "ray_client_server_port": _CLIENTS}
    cluster = Cluster(initialize_head=True, head_node_args=head)
    for _ in range(options.nodes - 1):
        cluster.add_node(**node)
    cluster.wait_for_nodes()
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "articles.jsonl"
        characters = write(file, options.data, options.count)
        print(
            f"{options.count} articles, {characters:,} characters, {options.nodes} nodes",
            flush=True,
        )
        first = Path(place) / "here"
        tell("processes here", first, run(index(first, file, options.nodes)), first)
        for name, address in (
            ("cluster", cluster.address),
            ("ray://", f"ray://127.0.0.1:{_CLIENTS}"),
        ):
            home = Path(place) / name.strip(":/")
            tell(name, home, run(on(address, index(home, file, options.nodes))), first)
        writer(cluster.address, Path(place) / "writer", file)
        more = cluster.add_node(**node)
        cluster.wait_for_nodes()
        home = Path(place) / "killed"
        tell("a node killed", home, killing(cluster, more, cluster.address, home, file), first)
        home = Path(place) / "head"
        tell("the head killed", home, killing(cluster, None, cluster.address, home, file), first)
        tell("and once more, here", home, run(index(home, file, options.nodes)), first)


def writer(address: str, home: Path, file: Path) -> None:
    """Print what the process that reads and commits takes of its core, while others analyse."""
    from index.cluster.ray_pool import RayPool
    from index.update import update

    with RayPool(address) as pool:
        started = time.process_time()
        passages = update(home, [file], pool=pool).passages
        seconds = time.process_time() - started
    print(
        f"the writer alone: {seconds:.1f} s of processor time, {passages / seconds:,.0f} passages/s",
        flush=True,
    )


def on(address: str, command: list[str]) -> list[str]:
    """Return the command with the cluster's work in place of processes'."""
    return [*command[: command.index("--workers")], "--ray", address]


def run(command: list[str]) -> tuple[float, int, str]:
    """Run a command; return its seconds, its exit status, and the last line that it said."""
    started = time.monotonic()
    done = subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False
    )
    return time.monotonic() - started, done.returncode, last(done.stderr)


def killing(
    cluster: Any, node: Any, address: str, home: Path, file: Path
) -> tuple[float, int, str]:
    """Run the command, and kill a node, or the head, once something is committed."""
    started = time.monotonic()
    child = subprocess.Popen(
        on(address, index(home, file, 1)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    while child.poll() is None and not rows(home):
        time.sleep(0.2)
    if node is not None:
        cluster.remove_node(node, allow_graceful=False)
    else:
        cluster.head_node.kill_all_processes(check_alive=False, allow_graceful=False)
    _, said = child.communicate()
    return time.monotonic() - started, child.returncode, last(said)


def rows(home: Path) -> int:
    """Return how many articles are committed."""
    from index.errors import InyongError
    from index.store.home import ledger_path
    from index.store.ledger import Ledger

    try:
        ledger = Ledger.open(ledger_path(home))
    except InyongError:
        return 0
    try:
        return ledger.article_count()
    finally:
        ledger.close()


def last(said: str) -> str:
    """Return the last line."""
    return (said.strip().splitlines() or [""])[-1].rpartition("\r")[2]


def tell(name: str, home: Path, done: tuple[float, int, str], first: Path) -> None:
    """Print what came of a command."""
    seconds, status, said = done
    same = "the same ledger" if dump(home) == dump(first) else f"{rows(home)} articles"
    print(
        f"{name}: {seconds:.1f} s, exit status {status}, {same}" + (f": {said}" if status else ""),
        flush=True,
    )


if __name__ == "__main__":
    main()
