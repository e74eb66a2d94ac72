import pytest

from craftagent import cli


def test_help_lists_every_command(capsys):
    with pytest.raises(SystemExit) as stop:
        cli.main(["--help"])
    assert stop.value.code == 0
    text = capsys.readouterr().out
    for name in cli.COMMANDS:
        assert name.split()[0] in text


@pytest.mark.parametrize("name", list(cli.COMMANDS))
def test_every_command_has_help(name, capsys):
    with pytest.raises(SystemExit) as stop:
        cli.main([*name.split(), "--help"])
    assert stop.value.code == 0
    assert "usage: craftagent" in capsys.readouterr().out


def test_no_command_prints_help_and_fails(capsys):
    assert cli.main([]) == 2
    assert "COMMAND" in capsys.readouterr().out


def test_unknown_command_fails(capsys):
    with pytest.raises(SystemExit) as stop:
        cli.main(["wrld"])
    assert stop.value.code == 2
    assert "wrld" in capsys.readouterr().err


def test_errors_are_one_sentence(capsys):
    assert cli.main(["bench", "world", "--views", "vtp"]) == 1
    assert "unknown view 'vtp'" in capsys.readouterr().err


def test_a_missing_file_is_named(capsys):
    assert cli.main(["world", "replay", "nowhere.jsonl", "--out", "x.mp4"]) == 1
    assert capsys.readouterr().err == "craftagent: nowhere.jsonl: No such file or directory\n"


def test_gallery_names_its_pages(capsys, tmp_path):
    assert cli.main(["world", "gallery", "--out", str(tmp_path / "g"), "--only", "biome"]) == 1
    assert "did you mean 'biomes'" in capsys.readouterr().err
    assert not (tmp_path / "g").exists()
