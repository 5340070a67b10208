"""`make cluster`: run a cluster until Ctrl-C."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

from deploy.cluster.cluster import Cluster, cluster, new_folder
from deploy.cluster.configuration import Layout
from deploy.cluster.requirements import RequirementError, account

MAX_PORT = 65_535
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def announce(running: Cluster) -> str:
    """Where everything is."""
    layout, password = running.layout, running.values["ADMIN_PASSWORD"]
    host, network = "{}:{}".format(*layout.http), layout.network
    return f"""\
API          http://{host}/api/v1/
Admin        http://{host}/admin/ (user admin, password {password})
Web          http://{network}.11:8000/ and http://{network}.12:8000/, behind nginx
HAProxy      {network}.10:5000 (primary), :5001 (replicas), http://{network}.10:7000/ (state)
PgBouncer    {network}.10:6432
PostgreSQL   {network}.1, .2 and .3, port 5432; Patroni there at port 8008
Files        {layout.folder}
State        patronictl -c {layout.folder}/node1/patroni.yml list
Press Ctrl-C to stop all and remove its data."""


def port() -> int:
    """The variable PORT. Raises RequirementError if it is no port."""
    text = os.environ.get("PORT") or "8080"
    if text.isdecimal() and 1 <= int(text) <= MAX_PORT:
        return int(text)
    raise RequirementError(f"PORT is {text!r}. It must be a number from 1 to {MAX_PORT}.")


def stop(number: int, frame: FrameType | None) -> None:
    """Begin to stop; further signals must not interrupt that."""
    for name in STOP_SIGNALS:
        signal.signal(name, signal.SIG_IGN)
    raise KeyboardInterrupt


def main() -> int:
    for name in STOP_SIGNALS:
        signal.signal(name, stop)
    try:
        network = os.environ.get("NETWORK") or "127.0.20"
        layout = Layout(new_folder(), network, ("127.0.0.1", port()), account())
        with cluster(layout) as running:
            print("Starting; this takes about a minute ...", flush=True)
            running.wait_until_ready()
            print(announce(running), flush=True)
            signal.pause()
    except RequirementError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
