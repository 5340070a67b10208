"""What a request and its response may cost: sizes in bytes, times in seconds."""

from hkinno.api.parsers.request_parsers import MAX_BODY_SIZE

MAX_UPLOAD_SIZE = 10 * 1024 * 1024  # of a request body in the admin
MAX_TARGET_SIZE = 8 * 1024  # of the path and the query together
MAX_HEADERS_SIZE = 16 * 1024  # of all names and values
MAX_READ_SIZE = 64 * 1024  # of target and headers; more is refused without a problem document
HEADER_SECONDS = 10  # for the headers to arrive, and between two requests on a connection
BODY_SECONDS = 10
SEND_SECONDS = 20  # in which a client has to read `PIECE_SIZE` bytes
PIECE_SIZE = 64 * 1024  # bytes of a response that are sent at a time
MAX_PENDING = 100  # requests of one client that a worker reads, queues or runs at once
# Streamed responses that clients have not read yet: in memory, and in files, per worker.
MEMORY_BUFFER_SIZE = 1024 * 1024  # of one response
MAX_BUFFERED_SIZE = 1024 * 1024 * 1024  # of all responses


def max_body_size(path: str) -> int:
    """The limit of the body of a request for `path`."""
    return MAX_UPLOAD_SIZE if path.startswith("/admin/") else MAX_BODY_SIZE
