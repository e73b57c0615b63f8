"""The command that asks about known vulnerabilities says so where it cannot ask, and never that all is well."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def audit(folder: Path, python: object, npm: object) -> subprocess.CompletedProcess[str]:
    """Run bin/audit in a copy of the checkout's commands, where the tools give these answers, or none."""
    for name in ("bin", ".venv/bin", "requirements"):
        (folder / name).mkdir(parents=True)
    (folder / "bin" / "audit").write_text((ROOT / "bin" / "audit").read_text())
    _tool(folder / "bin" / "setup", "exit 0")
    _tool(folder / ".venv" / "bin" / "python", f'exec {sys.executable} "$@"')
    wrote = f"for last; do :; done\ncat > \"$last\" <<'ANSWER'\n{json.dumps(python)}\nANSWER" if python else ""
    _tool(folder / ".venv" / "bin" / "pip-audit", f"{wrote}\nexit 1")
    _tool(folder / "npm", f"cat <<'ANSWER'\n{json.dumps(npm) if npm else ''}\nANSWER\nexit 1")
    path = f"{folder}:{os.environ['PATH']}"
    command = ["bash", folder / "bin" / "audit"]
    return subprocess.run(command, env={**os.environ, "PATH": path}, capture_output=True, text=True)


def _tool(path: Path, does: str) -> None:
    path.write_text(f"#!/usr/bin/env bash\n{does}\n")
    path.chmod(0o755)


WELL = {"dependencies": [{"name": "django", "version": "5.2", "vulns": []}]}
ILL = {"dependencies": [{"name": "django", "version": "5.2", "vulns": [{"id": "PYSEC-1"}]}]}
NPM_WELL = {"vulnerabilities": {}}
NPM_ILL = {"vulnerabilities": {"sass": {"severity": "high"}}}


@pytest.mark.parametrize(
    ("python", "npm", "ends", "says"),
    [
        (WELL, NPM_WELL, 0, "package-lock.json: none is known"),
        (ILL, NPM_WELL, 1, "django 5.2: PYSEC-1"),
        (WELL, NPM_ILL, 1, "sass: high"),
        (None, NPM_WELL, 2, "requirements/run.txt: nobody could be asked"),
        (WELL, {"error": {"code": "ECONNREFUSED"}}, 2, "package-lock.json: nobody could be asked"),
        (ILL, None, 1, "django 5.2: PYSEC-1"),
    ],
)
def test_it_ends_with_what_it_found(python, npm, ends, says, tmp_path):
    done = audit(tmp_path, python, npm)

    assert (done.returncode, says in done.stdout) == (ends, True), done.stdout + done.stderr
