"""A writer killed between any two steps of a commit leaves all of a submission or nothing."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent


def trials(folder: Path, count: int) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, str(HERE / "trials.py"), str(folder), "0", str(count), str(count)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def check(trial: dict[str, Any]) -> None:
    left = trial["left"]
    assert trial["opens"], trial
    assert left["any"] == left["whole"] == bool(left["records"]), trial
    assert left["records"] == 1 or not trial["acknowledged"], trial
    assert left["same"], trial
    assert trial["goes on"], trial


def test_a_dozen_deaths_in_mid_commit(tmp_path: Path) -> None:
    """The moments lie evenly between the lock and the acknowledgement."""
    found = trials(tmp_path, 12)
    assert len(found) == 12
    assert all(trial["killed"] for trial in found)
    for trial in found:
        check(trial)
    assert {trial["left"]["records"] for trial in found} == {0, 1}


@pytest.mark.slow
def test_a_hundred_deaths_in_mid_commit(tmp_path: Path) -> None:
    found = trials(tmp_path, 100)
    assert len(found) == 100
    for trial in found:
        check(trial)
