"""Attacks a demonstration on loopback, and prints what was found. For `bin/attack`; README.md says with what."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from rooftree.demo import who
from tests.live import ROOT, a_var_folder, free_port

BIN = Path(sys.executable).parent
MINUTES = int(os.environ.get("ATTACK_MINUTES", "10"))
STARTED_WITHIN = 300
UNCOUNTED = {"ROOFTREE_API_RATE": "1000000"}
"""An attacker who is turned away by the count of requests would try nothing behind it."""
KEYS = ROOT / "rooftree" / "api" / "tests" / "own_keys.py"
UP = "Ctrl-C stops everything"
MODULES = "backup,crlf,exec,file,redirect,shellshock,sql,blindsql,xss,permanentxss"
"""Those that ask nothing outside this machine."""
WAPITI = """
import fnmatch, re
from wapitiCore.net import crawler
crawler.wildcard_translate = lambda pattern: re.compile(fnmatch.translate(pattern))
from wapitiCore.main.wapiti import wapiti_main
wapiti_main()
"""
"""Debian's wapiti 3.0.4 writes a pattern as Python 3.11 no longer takes it; this is the same pattern."""
NOBODY = "http://127.0.0.1:9"
NOWHERE_ELSE = {"http_proxy": NOBODY, "https_proxy": NOBODY, "no_proxy": "localhost,127.0.0.1"}
"""What would ask another machine asks a port where nobody listens."""
LEAVE_ALONE = ("/sign-out/", "/account/", "/leave")
"""What would only end the attacker's own session."""

found: list[str] = []
left_out: list[str] = []


@contextmanager
def demonstration() -> Iterator[tuple[str, Path]]:
    """Run a demonstration of our own for the length of a block: its address, and its folder."""
    with a_var_folder() as var:
        port = free_port()
        said = var / "said"
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
        environment |= {"ROOFTREE_VAR": str(var), "PORT": str(port), "DEMO_HOMES": "50", **UNCOUNTED}
        with said.open("wb") as written:
            demo = subprocess.Popen(
                [ROOT / "bin" / "demo"], env=environment, stdin=subprocess.DEVNULL, stdout=written, stderr=written
            )
        try:
            patience = time.monotonic() + STARTED_WITHIN
            while UP not in said.read_text(errors="replace"):
                assert demo.poll() is None, f"The demonstration stopped:\n{said.read_text(errors='replace')}"
                assert time.monotonic() < patience, "The demonstration did not start."
                time.sleep(0.5)
            yield f"http://localhost:{port}", var
        finally:
            demo.terminate()
            demo.wait(30)


def an_officer() -> who.DemoOfficer:
    """Who may most: the more pages open, the more is tried."""
    return next(officer for officer in who.OFFICERS if "service_manager" in officer.roles)


def signed_in(address: str) -> tuple[OpenerDirector, CookieJar]:
    """Sign in as an officer would, and return a browser with its cookies."""
    jar = CookieJar()
    browser = build_opener(HTTPCookieProcessor(jar))
    page = browser.open(f"{address}/staff/sign-in/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token, "The sign-in page has no token."
    facts = {"csrfmiddlewaretoken": token[1], "login": an_officer().email, "password": an_officer().password}
    answer = browser.open(Request(f"{address}/staff/sign-in/", urlencode(facts).encode()))
    assert answer.geturl() == f"{address}/staff/", f"Signing in led to {answer.geturl()}."
    return browser, jar


def api(address: str, var: Path) -> None:
    """Send every operation of the API what it does not expect."""
    environment = {**os.environ, "ROOFTREE_VAR": str(var)}
    made = subprocess.run(
        [BIN / "rooftree", "token", an_officer().email], env=environment, capture_output=True, text=True
    )
    assert made.returncode == 0, made.stderr
    (var / "schemathesis.toml").write_text(f'hooks = "{KEYS}"\n')
    asked = subprocess.run(
        [
            *(BIN / "schemathesis", "run", f"{address}/api/v1/openapi.json"),
            *("--header", f"Authorization: Bearer {made.stdout.strip()}", "--checks", "all", "--no-color"),
            *("--max-examples", "25", "--generation-database", "none", "--workers", "1"),
        ],
        cwd=var,
        capture_output=True,
        text=True,
        timeout=60 * MINUTES * 3,
    )
    print(asked.stdout[-4_000:])
    if asked.returncode:
        found.append("API: schemathesis found fault, see above.")


def staff(address: str, var: Path) -> None:
    """Crawl and attack the staff site as an officer who is signed in."""
    _, jar = signed_in(address)
    cookies = {cookie.name: {"value": cookie.value, "version": 0, "expires": None, "secure": False, "port": None}
               for cookie in jar}  # fmt: skip
    kept = var / "cookies.json"
    kept.write_text(json.dumps({".localhost.local": {"/": cookies}, "localhost.local": {"/": cookies}}))
    header = "Cookie: " + "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
    _crawl("staff", f"{address}/staff/", var, "--header", header)


def stranger(address: str, var: Path) -> None:
    """Crawl and attack what is open to all."""
    _crawl("stranger", f"{address}/", var)


def _crawl(name: str, address: str, var: Path, *arguments: str) -> None:
    if not shutil.which("wapiti"):
        left_out.append(f"{name}: there is no wapiti here. Install Debian's: apt-get install wapiti")
        return
    report = var / f"{name}.json"
    skipped = [part for each in LEAVE_ALONE for part in ("--exclude", f"{address}*{each.strip('/')}*")]
    told_to = {"--url": address, "--scope": "folder", "--module": MODULES, "--level": "1"}
    told_to |= {"--max-scan-time": str(60 * MINUTES), "--max-attack-time": str(60 * MINUTES)}
    told_to |= {"--format": "json", "--output": str(report), "--store-session": str(var)}
    options = [part for option in told_to.items() for part in option]
    command = [
        "/usr/bin/python3",
        "-c",
        WAPITI,
        *options,
        "--flush-session",
        "--no-bugreport",
        *skipped,
        *arguments,
    ]
    try:
        subprocess.run(command, cwd=var, env={**os.environ, **NOWHERE_ELSE}, timeout=60 * MINUTES * 3)
    except subprocess.TimeoutExpired:
        left_out.append(f"{name}: wapiti was not done in {3 * MINUTES} minutes. Give it longer: ATTACK_MINUTES")
        return
    if not report.exists():
        left_out.append(f"{name}: wapiti wrote no report.")
        return
    told = json.loads(report.read_text())
    for kind in ("vulnerabilities", "anomalies"):
        for title, cases in told[kind].items():
            found.extend(f"{name}: {title}: {case['method']} {case['path']}: {case['info']}" for case in cases)
    print(f"{name}: wapiti has written its report", flush=True)


RUNS: dict[str, Callable[[str, Path], None]] = {"api": api, "staff": staff, "stranger": stranger}


def main(wanted: list[str]) -> int:
    """Run the named attacks, or all, and return what bin/attack ends with."""
    with demonstration() as (address, var):
        for name in wanted or list(RUNS):
            print(f"==> {name}", flush=True)
            RUNS[name](address, var)
        broke = [
            line
            for line in (var / "log" / "web.log").read_text(errors="replace").splitlines()
            if " ERROR " in line
        ]
    found.extend(f"log: {line[:300]}" for line in broke)
    print("\n".join(["==> Found", *found] if found else ["==> Nothing was found"]))
    print("\n".join(f"==> Left out: {each}" for each in left_out))
    return 1 if found else 2 if left_out else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
