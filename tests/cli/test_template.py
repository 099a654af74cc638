"""`spacegraph template`: an empty table as a file, or printed."""

from pathlib import Path

from click.testing import CliRunner

from spacegraph.cli.template import template_command
from spacegraph.gate.formats.templates import to_csv_template, to_xlsx_template
from spacegraph.tables.catalogue import table_named

CONTRACTS = table_named("contracts")


def test_a_table_is_printed_as_csv() -> None:
    done = CliRunner().invoke(template_command, ["contracts"])
    assert done.exit_code == 0
    assert done.stdout_bytes == to_csv_template(CONTRACTS)


def test_the_name_of_the_file_tells_the_format(tmp_path: Path) -> None:
    for name, content in (
        ("a.xlsx", to_xlsx_template(CONTRACTS)),
        ("a.csv", to_csv_template(CONTRACTS)),
    ):
        done = CliRunner().invoke(template_command, ["contracts", "--out", str(tmp_path / name)])
        assert done.exit_code == 0
        assert (tmp_path / name).read_bytes() == content


def test_the_format_can_be_asked_for(tmp_path: Path) -> None:
    words = ["contracts", "--format", "xlsx", "--out", str(tmp_path / "table")]
    assert CliRunner().invoke(template_command, words).exit_code == 0
    assert (tmp_path / "table").read_bytes() == to_xlsx_template(CONTRACTS)


def test_a_filled_table_is_not_written_over(tmp_path: Path) -> None:
    place = tmp_path / "contracts.csv"
    place.write_text("mine")
    done = CliRunner().invoke(template_command, ["contracts", "--out", str(place)])
    assert done.exit_code == 2
    assert place.read_text() == "mine"


def test_an_unknown_table_names_the_others() -> None:
    done = CliRunner().invoke(template_command, ["treaties"])
    assert done.exit_code == 2
    assert "'contracts'" in done.output
