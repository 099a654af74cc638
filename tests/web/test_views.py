"""Views belong to the server that drew them."""

from pathlib import Path

from spacegraph.web.views import Views


def test_what_a_killed_server_left_is_removed_and_what_a_running_one_has_stays(
    tmp_path: Path,
) -> None:
    """The first process always runs; no process has a number of ten digits."""
    for name in ("1", "9999999999", "99999999999999999999", "3f2a"):
        (tmp_path / name / "view").mkdir(parents=True)
    views = Views(tmp_path, lambda: "state")
    assert [left.name for left in tmp_path.iterdir()] == ["1"]
    views.close()
    assert (tmp_path / "1" / "view").is_dir()
