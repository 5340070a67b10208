"""Workers ask Linux for huge pages."""

import ctypes
import sys
from pathlib import Path

import pytest

from hkinno.service import huge_pages
from hkinno.service.huge_pages import HUGE_PAGE, private_memory, use_huge_pages

SETTING = Path("/sys/kernel/mm/transparent_hugepage/enabled")
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux is asked")


def address_of(data: bytearray) -> int:
    return ctypes.addressof(ctypes.c_char.from_buffer(data))


@on_linux
def test_the_memory_is_what_fills_huge_pages():
    data = bytearray(4 * HUGE_PAGE)
    middle = address_of(data) + len(data) // 2
    ranges = list(private_memory())
    assert any(start <= middle < end for start, end in ranges)
    assert all(start % HUGE_PAGE == end % HUGE_PAGE == 0 for start, end in ranges)
    code = ctypes.cast(ctypes.pythonapi.Py_GetVersion, ctypes.c_void_p).value
    assert code
    assert not any(start <= code < end for start, end in ranges)


@on_linux
def test_data_are_kept_and_advice_is_noted():
    data = bytearray(range(256)) * (4 * HUGE_PAGE // 256)
    use_huge_pages()
    assert data == bytearray(range(256)) * (4 * HUGE_PAGE // 256)
    can_advise = SETTING.exists() and "[never]" not in SETTING.read_text()
    assert can_advise == ("hg" in flags_at(address_of(data) + len(data) // 2))


def flags_at(address: int) -> list[str]:
    """The VmFlags of the mapping of an address: `hg` if huge pages were asked for."""
    is_mapping = False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        name, *values = line.split()
        first, dash, last = name.partition("-")
        if dash:
            is_mapping = int(first, 16) <= address < int(last, 16)
        elif is_mapping and name == "VmFlags:":
            return values
    raise AssertionError("no such mapping")


def test_other_systems_are_not_asked(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(huge_pages, "private_memory", None)
    use_huge_pages()
