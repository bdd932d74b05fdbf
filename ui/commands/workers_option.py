"""Who prepares the articles of `inyong index`: processes here, or a Ray cluster."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.update.schedule import WorkerPool


@contextmanager
def pool_of(workers: int | None, ray: str | None) -> Iterator["WorkerPool"]:
    """Give so many processes here, or at once on the cluster at an address; None for as many as help.

    The cluster is asked for before the work begins. Raises BadSettings, ExtraMissing, ClusterFailed.
    """
    if ray is None:
        from index.update.process_pool import Processes

        yield Processes(workers)
        return
    from index.cluster.ray_pool import RayPool

    with RayPool(ray, workers) as pool:
        yield pool
