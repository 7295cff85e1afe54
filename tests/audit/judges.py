"""Lighthouse and html-validate, run on one address as one person."""

import json
import os
import shutil
import statistics
import subprocess
from pathlib import Path

ROUNDS = 3
TOOLS = (
    Path(__file__).resolve().parents[2] / ".data" / "audit" / "node_modules" / ".bin"
)
CATEGORIES = ("accessibility", "best-practices", "seo", "performance")
# As root Chromium has no sandbox; what it loads is our own page.
FLAGS = (
    "--headless=new --disable-gpu --disable-background-networking --no-first-run"
    + (" --no-sandbox" if os.geteuid() == 0 else "")
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def lighthouse(url: str, cookies: str, folder: Path) -> dict[str, float]:
    """Return scores from 0 to 100, of performance the median of three; mobile."""
    rounds = [
        _round(url, cookies, folder / f"{number}.json") for number in range(ROUNDS)
    ]
    scores = {name: min(one[name] for one in rounds) for name in CATEGORIES[:3]}
    return {
        **scores,
        "performance": statistics.median(one["performance"] for one in rounds),
        "lcp": statistics.median(one["lcp"] for one in rounds),
        "cls": max(one["cls"] for one in rounds),
        "tbt": statistics.median(one["tbt"] for one in rounds),
    }


def failed_audits(folder: Path) -> list[str]:
    """Name the audits of the last round that cost points, outside performance."""
    report = json.loads((folder / f"{ROUNDS - 1}.json").read_text(encoding="utf-8"))
    wanted = {
        audit["id"]
        for name in CATEGORIES[:3]
        for audit in report["categories"][name]["auditRefs"]
        if audit["weight"]
    }
    return [
        name
        for name, audit in report["audits"].items()
        if name in wanted and audit["score"] == 0
    ]


def html_faults(html: str, folder: Path) -> str:
    """Return what html-validate says against a page; empty when it is right."""
    page = folder / "page.html"
    page.write_text(html, encoding="utf-8")
    rules = Path(__file__).with_name("htmlvalidate.json")
    done = subprocess.run(
        [TOOLS / "html-validate", "--config", rules, "--formatter", "text", page],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() if done.returncode else ""


def _round(url: str, cookies: str, target: Path) -> dict[str, float]:
    command = [
        *(TOOLS / "lighthouse", url, "--quiet", "--output=json"),
        *(f"--output-path={target}", f"--chrome-flags={FLAGS}"),
        f"--only-categories={','.join(CATEGORIES)}",
    ]
    if cookies:
        command.append(f"--extra-headers={json.dumps({'Cookie': cookies})}")
    chrome = os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, BROWSERS))
    )
    subprocess.run(command, check=True, env={**os.environ, "CHROME_PATH": chrome})
    report = json.loads(target.read_text(encoding="utf-8"))
    audits = report["audits"]
    return {
        **{name: report["categories"][name]["score"] * 100 for name in CATEGORIES},
        "lcp": audits["largest-contentful-paint"]["numericValue"],
        "cls": audits["cumulative-layout-shift"]["numericValue"],
        "tbt": audits["total-blocking-time"]["numericValue"],
    }
