"""The floors of the house hold: imports only point down, every file has its floor, and templates are written to be read."""

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from .conftest import ROOT


def test_floors(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename="pyproject.toml", cache_dir=None) == EXIT_STATUS_SUCCESS, (
        capsys.readouterr().out
    )


def test_no_line_of_a_template_is_longer_than_200_characters():
    lines = [
        (path, line) for path in sorted((ROOT / "templates").rglob("*.*")) for line in path.read_text().splitlines()
    ]
    assert [f"{path.name}: {line.strip()[:60]}" for path, line in lines if len(line) > 200] == []
