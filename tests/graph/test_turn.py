"""The turn of a writer: one at a time in all processes, and again at once for whoever has it."""

import select
import subprocess
import sys
from pathlib import Path

import pytest

from spacegraph.errors import StoreError
from spacegraph.graph.turn import turn

OTHER = """
import sys
from pathlib import Path
from spacegraph.graph.turn import turn
print("asks", flush=True)
with turn(Path(sys.argv[1])):
    print("has it", flush=True)
"""


def test_another_waits_until_it_is_over(tmp_path: Path) -> None:
    command = [sys.executable, "-c", OTHER, str(tmp_path / "accepted")]
    with turn(tmp_path / "accepted") as first:
        assert first
        other = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert other.stdout
        assert other.stdout.readline() == "asks\n"
        assert not select.select([other.stdout], [], [], 0.1)[0]
    assert other.communicate(timeout=60)[0] == "has it\n"


def test_who_has_it_has_it_again(tmp_path: Path) -> None:
    with turn(tmp_path) as first, turn(tmp_path / ".") as again:
        assert first
        assert not again
    with turn(tmp_path) as afresh:
        assert afresh


def test_an_error_gives_it_back(tmp_path: Path) -> None:
    with pytest.raises(KeyError), turn(tmp_path):
        raise KeyError
    with turn(tmp_path) as first:
        assert first


def test_a_folder_that_cannot_be_made_is_told_to_the_operator_only(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError) as caught, turn(tmp_path / "file" / "accepted"):
        pass
    assert str(tmp_path) not in caught.value.message
    assert str(tmp_path) in str(caught.value)
