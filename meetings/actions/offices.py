"""Offices follow from dates: which appointments of an official a meeting's date proposes."""

from ..models import Appointment


def proposed_offices(official, date):
    """Appointments that the official may have held on a `When`, as a list, latest start first; empty without a date.

    One is a proposal, two or more are a choice for the desk (one person may sit in two capacities), none is a gap.
    """
    if date is None:
        return []
    return list(Appointment.objects.filter(official=official).covering(date).named())
