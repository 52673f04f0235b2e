"""Every benchmark runs, through the whole product, and proves its own answers right; what it measures so small means nothing."""

import pytest
from django.core.management import call_command

from benchmarks import abandoned, imports, lists
from meetings.actions import reference
from meetings.models import MeetingIndex

MEETINGS = 60


def _generate():
    reference.load()
    call_command("generate_register", meetings=MEETINGS)


@pytest.mark.django_db
def test_lists(postgresql, stand, capsys):
    stand(_generate)
    lists.main([f"--meetings={MEETINGS}", "--rounds=1"])
    assert f"{MeetingIndex.objects.count()} published meetings" in capsys.readouterr().out


@pytest.mark.django_db
def test_imports(postgresql, capsys):
    reference.load()
    imports.main(["--rows=20", "--few=3", "--sheet=10"])
    assert "a sheet of 10 rows looked at" in capsys.readouterr().out


@pytest.mark.same_everywhere
@pytest.mark.django_db(transaction=True)
def test_abandoned(stand, capsys):
    stand(_generate)
    abandoned.main([f"--meetings={MEETINGS}", "--readers=3"])
    assert "3 readers left it" in capsys.readouterr().out
