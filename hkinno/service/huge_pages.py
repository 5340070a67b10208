"""Huge pages for what a worker has loaded.

The processor finds an address in one of 2 MB sooner than in one of 512 pages of 4 kB: see
docs/decisions/0065-workers-use-huge-pages.md for what it saves.
"""

import ctypes
import mmap
import sys
from collections.abc import Iterator
from pathlib import Path

HUGE_PAGE = 2 << 20  # bytes
MADV_COLLAPSE = 25  # <linux/mman.h>: Linux 6.1 and newer make a huge page of what is there already


def use_huge_pages() -> None:
    """Ask Linux to move the memory of this process into huge pages; without effect elsewhere.

    It needs no permission, and the kernel refuses what it cannot do: if
    /sys/kernel/mm/transparent_hugepage/enabled says `never`, all of it.
    """
    if sys.platform != "linux":
        return
    madvise = ctypes.CDLL(None).madvise
    for start, end in private_memory():
        for advice in (mmap.MADV_HUGEPAGE, MADV_COLLAPSE):
            madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), advice)


def private_memory() -> Iterator[tuple[int, int]]:
    """The addresses between which data may fill huge pages: first ones, and ends, in bytes."""
    for line in Path("/proc/self/maps").read_text().splitlines():
        addresses, permissions, _offset, _device, _inode, *path = line.split(maxsplit=5)
        if permissions == "rw-p" and path in ([], ["[heap]"]):
            first, last = (int(address, 16) for address in addresses.split("-"))
            start, end = -(-first // HUGE_PAGE) * HUGE_PAGE, last // HUGE_PAGE * HUGE_PAGE
            if start < end:
                yield start, end
