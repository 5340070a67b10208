"""Connects to and kills the server of a cluster."""

import psutil
import psycopg

from hkinno.service.postgres.cluster import Cluster
from hkinno.service.postgres.postmaster import read_postmaster


def connect(cluster: Cluster, user: str = "hkinno") -> psycopg.Connection:
    return psycopg.connect(host=str(cluster.paths.socket), user=user, dbname="hkinno")


def kill(cluster: Cluster) -> int:
    """Kill the server, wait for all its processes to end, and return its process id."""
    server = psutil.Process(read_postmaster(cluster.paths.data).pid)
    processes = [server, *server.children()]
    server.kill()
    assert psutil.wait_procs(processes, timeout=60)[1] == []
    return server.pid
