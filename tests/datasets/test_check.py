"""What ``craftagent data check`` says beside damage."""

from __future__ import annotations

import pytest

from craftagent.cli import main
from craftagent.datasets.check_command import check_folder
from craftagent.datasets.contractor import ContractorOptions


@pytest.mark.parametrize(
    ("folder", "screens", "unknown"), [("contractor", True, 1), ("6.8", True, 0), ("all", False, 0)]
)
def test_contractor_files_of_an_unknown_recorder(
    tmp_path, contractor_row, write_contractor, make_episode, capsys, folder, screens, unknown
) -> None:
    write_contractor(tmp_path / folder, [contractor_row(), contractor_row(isGuiOpen=screens), contractor_row()])
    make_episode(tmp_path / "ours")  # says itself what it is
    found = check_folder(tmp_path)
    assert (found["whole"], found["recorder unknown"]) == (2, unknown), found["damaged"]
    assert check_folder(tmp_path, options=ContractorOptions(version="6.8"))["recorder unknown"] == 0
    assert main(["data", "check", str(tmp_path)]) == 0
    assert ("do not say which recorder" in " ".join(capsys.readouterr().out.split())) == bool(unknown)
