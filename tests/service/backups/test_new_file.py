"""Files that a command writes: complete or not at all, and never in place of another."""

import errno
import os

import pytest
from django.core.management import CommandError

from hkinno.service.backups.archive import new_file


@pytest.mark.parametrize("force", [False, True])
def test_symbolic_link_stays_and_leads_to_the_backup(tmp_path, force):
    link = tmp_path / "latest"
    link.symlink_to(tmp_path / "new")

    with new_file(link, force=force) as file:
        file.write(b"backup")

    assert (link.is_symlink(), (tmp_path / "new").read_bytes()) == (True, b"backup")
    with (
        pytest.raises(CommandError, match="exists and was not changed"),
        new_file(link, force=False),
    ):
        pass


def test_file_system_without_links_holds_backups(tmp_path, monkeypatch):
    """FAT, which memory sticks have, says that it is not permitted."""

    def refuse(code):
        def link(source, target):
            raise OSError(code, os.strerror(code))

        monkeypatch.setattr(os, "link", link)

    refuse(errno.EPERM)
    with new_file(tmp_path / "first", force=False) as file:
        file.write(b"backup")
    refuse(errno.EIO)
    with (
        pytest.raises(CommandError, match="second was not written: Input/output error"),
        new_file(tmp_path / "second", force=False),
    ):
        pass

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"first": b"backup"}


def test_file_that_appears_meanwhile_is_not_replaced(tmp_path):
    path = tmp_path / "file"
    with (
        pytest.raises(CommandError, match="was not written: File exists"),
        new_file(path, force=False),
    ):
        path.write_text("of another")

    assert path.read_text() == "of another"


def test_interrupted_backup_leaves_no_file(tmp_path):
    def write_half() -> None:
        with new_file(tmp_path / "file", force=False) as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_half()

    assert list(tmp_path.iterdir()) == []
