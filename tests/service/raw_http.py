"""HTTP by raw sockets, from a chosen address of this machine."""

import socket
import time

RECORD = "/api/v1/labs/cas-overseas-medical-joint-laboratory/"


def connect(port, data=b"", *, address="127.0.0.1", receive_buffer=None):
    """A connection from `address` that has sent `data`."""
    connection = socket.socket()
    connection.settimeout(60)
    if receive_buffer:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    try:
        connection.bind((address, 0))
        connection.connect(("127.0.0.1", port))
        connection.sendall(data)
    except OSError:
        connection.close()
        raise
    return connection


def head(method, path, *headers):
    """The head of a request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def get(port, path, address="127.0.0.2"):
    """`(status, whole response)`; a status of 0 is a connection that was reset or closed."""
    try:
        with connect(port, head("GET", path, "Connection: close"), address=address) as connection:
            data = b"".join(iter(lambda: connection.recv(65536), b""))
    except (ConnectionError, TimeoutError):
        data = b""
    return status_of(data), data


def status_of(data):
    return int(data.split(b" ", 2)[1]) if data.startswith(b"HTTP/1.1 ") else 0


def read_status(connection):
    """The status of the next response."""
    return status_of(connection.recv(65536))


def latencies(port, path, count=100):
    """The seconds that each of `count` requests takes until it is answered with 200."""
    seconds = []
    for _ in range(count):
        start = time.monotonic()
        while get(port, path)[0] != 200:
            assert time.monotonic() - start < 60, path
        seconds.append(time.monotonic() - start)
    return sorted(seconds)


def p95(port, path, count=100):
    return latencies(port, path, count)[int(count * 0.95) - 1]


def slowdown():
    """How many times as long as on an idle machine a process takes; at least 1.

    The time that passes while this process uses a fifth of a second of a processor, which other
    processes share.
    """
    start, start_of_work = time.monotonic(), time.process_time()
    while time.process_time() - start_of_work < 0.2:
        pass
    return (time.monotonic() - start) / 0.2
