"""The unit, the container file and what is said of them name only what there is."""

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from spacegraph.cli.main import COMMANDS
from spacegraph.settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
UNIT = DEPLOY / "spacegraph.service"
CONTAINER = DEPLOY / "Containerfile"
INSTALLED = "/opt/spacegraph"
"""Where the unit and the image have the checkout or its environment."""

SYSTEMD = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")


def instructions() -> list[tuple[str, str]]:
    """Split the container file into instructions and what follows them."""
    text = CONTAINER.read_text().replace("\\\n", " ")
    lines = (line.strip() for line in text.splitlines() if line.strip() and line[0] != "#")
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in lines)]


def given(name: str) -> list[str]:
    return [rest for each, rest in instructions() if each == name]


@pytest.mark.parametrize("path", sorted(DEPLOY.iterdir()), ids=lambda path: path.name)
def test_every_setting_named_exists(path: Path) -> None:
    known = {f"{PREFIX}{field.name.upper()}" for field in fields(Settings)}
    assert set(re.findall(rf"{PREFIX}[A-Z_]+", path.read_text())) <= known


@pytest.mark.parametrize("path", sorted(DEPLOY.iterdir()), ids=lambda path: path.name)
def test_every_route_named_exists(path: Path) -> None:
    manual = (ROOT / "docs" / "operations.md").read_text()
    for route in re.findall(r"/(?:health(?:/[a-z]+)?|metrics|sparql)\b", path.read_text()):
        assert f"`GET {route}`" in manual or route == "/sparql"


def test_the_unit_starts_the_command() -> None:
    (line,) = re.findall(r"^ExecStart=(.+)$", UNIT.read_text(), re.MULTILINE)
    program, command = line.split()
    assert program == f"{INSTALLED}/.venv/bin/spacegraph"
    assert (Path(sys.executable).parent / "spacegraph").is_file()
    assert command in COMMANDS
    (manual,) = re.findall(r"^Documentation=file://(.+)$", UNIT.read_text(), re.MULTILINE)
    assert (ROOT / manual.removeprefix(f"{INSTALLED}/")).is_file()


def test_the_unit_keeps_its_state_where_the_server_looks() -> None:
    text = UNIT.read_text()
    (folder,) = re.findall(r"^StateDirectory=(.+)$", text, re.MULTILINE)
    assert f"SPACEGRAPH_HOME=/var/lib/{folder}" in text
    families = re.findall(r"^RestrictAddressFamilies=(.+)$", text, re.MULTILINE)[0].split()
    assert set(families) == {"AF_UNIX", "AF_INET", "AF_INET6"}


@SYSTEMD
def test_the_unit_is_well_formed(tmp_path: Path) -> None:
    """With the paths of this checkout in the place of those of an installation."""
    program = Path(sys.executable).parent / "spacegraph"
    text = UNIT.read_text().replace(f"{INSTALLED}/.venv/bin/spacegraph", str(program))
    copy = tmp_path / UNIT.name
    copy.write_text(text)
    done = subprocess.run(["systemd-analyze", "verify", str(copy)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr


@SYSTEMD
def test_the_unit_is_hardened() -> None:
    """Exposure in tenths: 20 is where systemd stops calling a service OK."""
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(UNIT)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_image_copies_what_the_package_is_made_of() -> None:
    copied = {word for rest in given("COPY") if "--from" not in rest for word in rest.split()[:-1]}
    for each in copied:
        assert (ROOT / each).exists(), each
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {"pyproject.toml", project["project"]["readme"], "src", *wheel["force-include"]}
    hooks = wheel.get("hooks", {}).get("custom", {})
    needed |= {hooks["path"]} if hooks else set()
    assert {each.split("/")[0] for each in needed} <= copied


def test_the_image_runs_the_command_as_nobody_special() -> None:
    (entry,) = given("ENTRYPOINT")
    (command,) = given("CMD")
    assert entry == '["spacegraph"]'
    assert shlex.split(command.strip("[]"))[0] in COMMANDS
    assert given("USER") == ["10001"]
    assert given("STOPSIGNAL") == ["SIGTERM"]
    (home,) = given("VOLUME")
    (variables,) = given("ENV")
    values = dict(each.split("=", 1) for each in variables.split())
    assert values["SPACEGRAPH_HOME"] == home
    assert given("EXPOSE") == [values["SPACEGRAPH_PORT"]]
    (check,) = given("HEALTHCHECK")
    assert f":{values['SPACEGRAPH_PORT']}/health/ready" in check


def test_the_check_of_the_image_is_a_program() -> None:
    (check,) = given("HEALTHCHECK")
    program = re.search(r'CMD \["python", "-c", "(.+)"\]', check)
    assert program
    compile(program[1], "HEALTHCHECK", "exec")
