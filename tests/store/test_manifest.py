"""Folders that are no store say what to do."""

from pathlib import Path

import pytest

from spacegraph.errors import StoreError
from spacegraph.store.embedded import EmbeddedStore
from spacegraph.store.workers import WorkerPool


@pytest.mark.parametrize("manifest", [None, "", "[]", "{}", '{"generation": 1}', "\x00"])
@pytest.mark.parametrize("kind", [EmbeddedStore.open, WorkerPool])
def test_a_folder_without_a_manifest_is_no_store(
    tmp_path: Path, manifest: str | None, kind: type[WorkerPool]
) -> None:
    (tmp_path / "quads").mkdir()
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest)
    with pytest.raises(StoreError, match="run `spacegraph build`"):
        kind(tmp_path)


@pytest.mark.parametrize("kind", [EmbeddedStore.open, WorkerPool])
def test_a_store_without_quads_is_none(tmp_path: Path, kind: type[WorkerPool]) -> None:
    (tmp_path / "manifest.json").write_text('{"generation": "x"}')
    with pytest.raises(StoreError, match="run `spacegraph build`"):
        kind(tmp_path)
    (tmp_path / "quads").mkdir()
    with pytest.raises(StoreError, match="run `spacegraph build`"):
        kind(tmp_path)
