"""`make audit`: what can be told of the installed packages without a service of advisories. Exit 1 for errors.

Whether they fit together, whether a locked version was withdrawn from the index ("yanked") since, and their licences.
"""

import importlib.metadata
import re
import subprocess
import sys
from pathlib import Path

LOCK = Path(__file__).resolve().parents[2] / "requirements.lock"
ALLOWED = re.compile(r"\b(MIT|\w*BSD|Apache|MPL|Mozilla|PSF|Python Software Foundation|ISC|Zlib)\b")
LOOKED_AT = {
    "sqruff": "Apache-2.0 by its repository; its metadata say nothing. For make lint only",
    "axe-playwright-python": "MIT by the file in it; its metadata say nothing. For tests only",
}
"""Packages whose licence was looked at by hand."""
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check"]


def licence(package):
    """Return what a package's metadata state as its licence, on one line."""
    meta = package.metadata
    named = [c.rpartition(" :: ")[2] for c in meta.get_all("Classifier", []) if c.startswith("License")]
    stated = (meta.get("License") or "").strip().split("\n")[0]
    return meta.get("License-Expression") or "; ".join(named) or stated


def odd_licences():
    """Return [(package, licence)] of installed packages that have an unusual licence and were not reviewed."""
    found = {d.metadata["Name"]: licence(d) for d in importlib.metadata.distributions()}
    return sorted((n, said) for n, said in found.items() if n not in LOOKED_AT and not ALLOWED.search(said))


def fitting():
    """Return pip's output on incompatible packages; empty if there are none."""
    done = subprocess.run([*PIP, "check"], capture_output=True, text=True)
    return done.stdout.strip().splitlines() if done.returncode else []


def yanked():
    """Return pip's output on locked versions that the index has withdrawn or no longer has."""
    words = ["install", "--quiet", "--dry-run", "--ignore-installed", "--no-deps", "--require-hashes", "-r", str(LOCK)]
    done = subprocess.run([*PIP, *words], capture_output=True, text=True)
    lines = (done.stdout + done.stderr).splitlines()
    return [line for line in lines if "yanked" in line or line.startswith("ERROR")]


if __name__ == "__main__":
    wrong = [*fitting(), *yanked(), *(f"{name}: licence {said or 'unknown'}" for name, said in odd_licences())]
    print("\n".join(wrong) or "the packages fit together, none was withdrawn, their licences are usual ones")
    print("Not asked: known vulnerabilities (see the README).")
    sys.exit(bool(wrong))
