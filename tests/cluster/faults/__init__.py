"""The faults of a cluster, of the kinds that tests/chaos describes."""

from __future__ import annotations

from tests.chaos.faults import Fault
from tests.cluster.faults import nodes, operations, processes

FAULTS = [
    Fault("primary-killed", "kill -9 of PostgreSQL and Patroni of the primary", nodes.kill_primary),
    Fault("postgresql-killed", "kill -9 of the primary's PostgreSQL", nodes.kill_postgresql),
    Fault("primary-frozen", "SIGSTOP of the primary and its Patroni, 15 s", nodes.freeze_primary),
    Fault("patroni-killed", "kill -9 of the primary's Patroni", nodes.kill_patroni),
    Fault("patroni-frozen", "SIGSTOP of the primary's Patroni, 15 s", nodes.freeze_patroni),
    Fault("replica-killed", "kill -9 of a replica and its Patroni", nodes.kill_replica),
    Fault("standby-frozen", "SIGSTOP of the synchronous standby, 15 s", nodes.freeze_standby),
    Fault("etcd-leader-killed", "kill -9 of etcd's leader", nodes.kill_etcd),
    Fault("etcd-leader-frozen", "SIGSTOP of etcd's leader, 15 s", nodes.freeze_etcd),
    Fault("primary-cut-off", "no network to the primary's node, 15 s", nodes.cut_off_primary),
    Fault("standby-cut-off", "no network to the standby's node, 15 s", nodes.cut_off_standby),
    Fault("primary-disk-full", "no space left for the primary, 10 s", nodes.fill_primary),
    Fault("replica-disk-full", "no space left for a replica, 10 s", nodes.fill_replica),
    Fault("replica-delayed", "a replica replays 10 s later, for 15 s", nodes.delay_replica),
    Fault("pgbouncer-killed", "kill -9 of PgBouncer", processes.kill("pgbouncer")),
    Fault("pgbouncer-frozen", "SIGSTOP of PgBouncer, 5 s", processes.freeze("pgbouncer")),
    Fault("haproxy-killed", "kill -9 of HAProxy", processes.kill("haproxy")),
    Fault("haproxy-frozen", "SIGSTOP of HAProxy, 5 s", processes.freeze("haproxy")),
    Fault("nginx-killed", "kill -9 of nginx", processes.kill("nginx"), is_interrupting=True),
    Fault("web-killed", "kill -9 of a web process and its workers", processes.kill("web")),
    Fault("web-frozen", "SIGSTOP of a web process and its workers, 5 s", processes.freeze("web")),
    Fault("switchover", "planned switchover to the standby", operations.switch_over),
    Fault("upgrade", "both web processes replaced by the next version", operations.upgrade),
]
