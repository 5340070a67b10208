"""The programs of a cluster, which need not be installed."""

from pathlib import Path

from deploy.cluster import requirements

PROGRAMS = {name: f"/usr/bin/{name}" for name in requirements.PACKAGES}


def fake_programs(folder: Path) -> dict[str, str]:
    """Programs that do nothing, except setpriv, which runs `sleep` in place of supervisord."""
    programs = {name: folder / name for name in requirements.PACKAGES}
    for program in programs.values():
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    programs["setpriv"].write_text("#!/bin/sh\nexec sleep 600\n")
    return {name: str(program) for name, program in programs.items()}
