"""Accept a file into the small graph; with `die`, be killed once its record is on disk."""

import os
import signal
import sys
from datetime import date
from pathlib import Path
from typing import NoReturn
from unittest.mock import patch

from spacegraph.cli.desk import desk_of
from spacegraph.graph.instance import Instance
from spacegraph.settings import Settings

sys.path.insert(0, str(Path(__file__).parent))
from small import instance_of


def die(*_: object) -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise SystemExit


def main(file: Path, *, mortal: bool) -> None:
    """Record the file; `desk.commit` begins where the record is in its place."""
    desk = desk_of(instance_of(Settings.from_environment()))
    commit = die if mortal else Instance.apply
    with patch.object(Instance, "apply", commit):
        receipt = desk.accept(file.read_bytes(), "contracts.csv", date(2026, 11, 20))
    sys.exit(0 if receipt.accepted else 1)


if __name__ == "__main__":
    main(Path(sys.argv[1]), mortal=sys.argv[2:] == ["die"])
