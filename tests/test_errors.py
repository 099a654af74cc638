"""Errors say what is wrong to everybody, and where on this machine to its operator alone."""

from pathlib import Path

import pytest

from spacegraph.errors import StoreError
from spacegraph.store.loading import load_quads
from spacegraph.store.manifest import quads_folder, read_generation


def test_a_place_is_part_of_what_is_printed_and_not_of_the_message() -> None:
    error = StoreError("it cannot be read", hint="mend it", where="/srv/store")
    assert str(error) == "it cannot be read (/srv/store). mend it"
    assert error.message == "it cannot be read"


def test_no_place_no_brackets() -> None:
    assert str(StoreError("it failed")) == "it failed"


@pytest.mark.parametrize("read", [read_generation, quads_folder, load_quads])
@pytest.mark.parametrize("manifest", [None, "{}", "no json"])
def test_a_store_that_cannot_be_opened_is_not_named_to_askers(
    tmp_path: Path, read: object, manifest: str | None
) -> None:
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest)
    with pytest.raises(StoreError) as caught:
        assert callable(read)
        read(tmp_path)
    assert str(tmp_path) not in caught.value.message + caught.value.hint
    assert str(tmp_path) in str(caught.value)
