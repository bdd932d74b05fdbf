"""A Ray cluster of two nodes on this machine prepares articles, refuses, is lost, and is not there."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from socket import socket

import pytest
from making import contents, dump, write_many

import index.cluster.ray_pool
import index.cluster.task
import index.update.schedule
from index.cluster.ray_pool import RayPool
from index.errors import BadSettings, ClusterFailed, ExtraMissing, IdentityMismatch, LibraryEmpty
from index.update import update
from index.update.check import check
from index.update.process_pool import Processes

ROOT = Path(__file__).resolve().parents[3]
_NODE = {"num_cpus": 1, "object_store_memory": 100_000_000}

DRIVER = """
import index.cluster.driver as driver

def prepare_there(wanted, data):
    import os, pathlib, ray
    from index.cluster.task import prepare_there
    if {dying!r} and {dying!r} in data.decode():
        os._exit(1)
    pathlib.Path({places!r}, ray.get_runtime_context().get_node_id()).touch()
    return prepare_there(wanted, data)

driver.prepare_there = prepare_there
driver.main()
"""
"""Leaves a file named after each node that prepares; a batch that holds the text `dying` ends its process."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a cluster of two nodes, of a core each."""
    pytest.importorskip("ray", reason="Ray is not installed")
    from ray.cluster_utils import Cluster

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("PYTHONPATH", str(ROOT))
        made = Cluster(initialize_head=True, head_node_args={**_NODE, "include_dashboard": False})
        made.add_node(**_NODE)
        made.wait_for_nodes()
    yield made.address
    made.shutdown()


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the cluster be used for the least of work."""
    monkeypatch.setattr(index.update.schedule, "_LEAST", 1)


@pytest.fixture
def places(tmp_path: Path) -> Path:
    """Where nodes note that they worked."""
    made = tmp_path / "places"
    made.mkdir()
    return made


def test_the_library_is_the_same_bit_for_bit_and_both_nodes_work_for_it(
    address: str,
    tmp_path: Path,
    folder: Path,
    tiny_encoder: str,
    eager: None,
    places: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_many(folder, 400)
    driver = ("-c", DRIVER.format(dying="", places=str(places)))
    monkeypatch.setattr(index.cluster.ray_pool, "_DRIVER", driver)

    with RayPool(address) as pool:
        update(tmp_path / "there", [folder], encoder=tiny_encoder, pool=pool)

        assert pool.most == 2 * 2
    update(tmp_path / "here", [folder], encoder=tiny_encoder, pool=Processes(1))

    assert dump(tmp_path / "there") == dump(tmp_path / "here")
    assert len(list(places.iterdir())) == 2


def test_work_that_the_cluster_cannot_do_is_one_line_and_the_library_stays_whole(
    address: str,
    home: Path,
    folder: Path,
    tiny_encoder: str,
    eager: None,
    places: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_many(folder, 200)
    driver = ("-c", DRIVER.format(dying="77 past nine", places=str(places)))
    monkeypatch.setattr(index.cluster.ray_pool, "_DRIVER", driver)

    with RayPool(address, 1) as pool, pytest.raises(ClusterFailed) as raised:
        update(home, [folder], encoder=tiny_encoder, pool=pool)

    assert "cannot prepare on the Ray cluster" in str(raised.value)
    assert "what was committed by then is kept" in str(raised.value)
    assert "\n" not in str(raised.value)
    assert 0 < committed(home) < 200
    assert update(home, encoder=tiny_encoder, pool=Processes(1)).articles == 200
    assert check(home) == []


def test_a_machine_with_another_version_is_refused(
    address: str,
    home: Path,
    folder: Path,
    tiny_encoder: str,
    eager: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_many(folder, 10)
    monkeypatch.setattr(index.cluster.task, "ANALYZER", "another analyzer")

    with RayPool(address) as pool, pytest.raises(IdentityMismatch, match="same version"):
        update(home, [folder], encoder=tiny_encoder, pool=pool)

    assert committed(home) == 0


PROGRAM = """
import sys
import index.update.schedule
from ui.cli import main
index.update.schedule._LEAST = 1
sys.exit(main(sys.argv[1:]))
"""


def test_an_interrupted_update_says_so_and_the_next_one_goes_on(
    address: str,
    home: Path,
    folder: Path,
    tiny_encoder: str,
    child_environment: Callable[[], dict[str, str]],
) -> None:
    write_many(folder, 2000)
    command = ["--home", str(home), "index", str(folder), "--encoder", tiny_encoder]
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *command, "--ray", address],
        env=child_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as child:  # fmt: skip
        until = time.monotonic() + 100
        while not committed(home):
            assert time.monotonic() < until, "nothing is committed"
            assert child.poll() is None, "it has ended"
            time.sleep(0.1)
        child.send_signal(signal.SIGINT)
        told, said = child.communicate(timeout=100)

    assert child.returncode == 130
    assert "Traceback" not in said
    assert len(told.splitlines()) < 5, "the summary, and nothing of Ray's"
    assert 0 < committed(home) < 2000
    assert check(home) == []


def committed(home: Path) -> int:
    """How many articles a library holds; none where it is only being made."""
    try:
        return len(contents(home))
    except LibraryEmpty:
        return 0


def test_a_driver_that_dies_is_one_line(
    home: Path, folder: Path, tiny_encoder: str, eager: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_many(folder, 10)
    program = (
        "import os; from index.child_process import receive, send; receive(os.fdopen(0, 'rb'));"
        " send(os.fdopen(1, 'wb'), b'{\"most\": 3}'); os._exit(1)"
    )
    monkeypatch.setattr(index.cluster.ray_pool, "_DRIVER", ("-c", program))
    with socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        with (
            RayPool(f"127.0.0.1:{listening.getsockname()[1]}") as pool,
            pytest.raises(ClusterFailed, match="Ray has ended the connection"),
        ):
            update(home, [folder], encoder=tiny_encoder, pool=pool)

    assert committed(home) == 0


def test_an_address_that_is_none_and_one_where_nobody_is_are_a_line_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(index.cluster.ray_pool, "find_spec", lambda name: name)
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = f"127.0.0.1:{probe.getsockname()[1]}"
    for wrong in ("here", "127.0.0.1", "http://127.0.0.1:1", "a:99999", "auto"):
        with pytest.raises(BadSettings, match="It takes HOST:6379"):
            RayPool(wrong)

    for place in (free, f"ray://{free}"):
        with pytest.raises(ClusterFailed, match=f"cannot reach the Ray cluster at {place}"):
            RayPool(place)


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.cluster.ray_pool, "find_spec", lambda name: None)

    with pytest.raises(ExtraMissing, match=r"inyong\[ray\]"):
        RayPool("127.0.0.1:6379")
