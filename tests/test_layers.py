"""The floors of the house hold: imports only point down, and every file has its floor."""

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from .conftest import ROOT


def test_floors(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename="pyproject.toml", cache_dir=None) == EXIT_STATUS_SUCCESS, (
        capsys.readouterr().out
    )
