"""HTTP by raw sockets, from a chosen address of this machine."""

import socket

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
