"""What has been made of a streamed response and not been sent: in memory, then in a file."""

import threading
from tempfile import SpooledTemporaryFile

from hkinno.service.asgi.limits import MAX_BUFFERED_SIZE, MEMORY_BUFFER_SIZE


class BufferFullError(Exception):
    """All responses together are larger than this process may buffer."""


class ResponseBuffer:
    """Written by a worker thread, which never waits, and read by the event loop."""

    total_size = 0  # of all buffers of this process
    total_lock = threading.Lock()

    def __init__(self) -> None:
        self.file = SpooledTemporaryFile(MEMORY_BUFFER_SIZE)  # noqa: SIM115 (closed by `close`)
        self.size = self.position = 0
        self.lock = threading.Lock()

    def write(self, data: bytes) -> None:
        """Append `data`. Raises BufferFullError, or ValueError once the buffer is closed."""
        with self.lock:
            self.file.seek(self.size)
            self.file.write(data)
            self.size += len(data)
            self.add_to_total(len(data))
        if ResponseBuffer.total_size > MAX_BUFFERED_SIZE:
            raise BufferFullError

    def read(self, size: int) -> bytes:
        """The next bytes, at most `size`; empty if all that was written has been read."""
        with self.lock:
            self.file.seek(self.position)
            data = self.file.read(size)
            self.position += len(data)
            return data

    def close(self) -> None:
        """Delete what is buffered."""
        with self.lock:
            self.file.close()
            self.add_to_total(-self.size)
            self.size = 0

    @classmethod
    def add_to_total(cls, size: int) -> None:
        with cls.total_lock:
            cls.total_size += size
