"""What an editor puts on file is accepted with it, and readers see it; what others put on file waits for an editor."""

from django.db.models import Exists, OuterRef

from ..models import Appointment, Organization, Place, Position
from ..models.names import Accepted
from .workflow import PUBLISH

_POINTERS = ((Appointment, "position"), (Position, "organization"), (Organization, "parent"), (Place, "parent"))
"""Where readers go on from what was accepted, in an order in which most is found at the first look."""


def accepts(user):
    """Whether what a user puts on file is accepted with it: what an editor does, and nobody, which is a command."""
    return user is None or user.has_perm(PUBLISH)


def accept(*rows):
    """Accept records of any kind, with their parts and all that they name; returns whether any of it was not yet accepted.

    To be called in the transaction of an edit, which moves the register's version where the answer is yes.
    """
    found = [parts for row in rows for parts in _parts(row)]
    number = sum(parts.filter(accepted=False).update(accepted=True) for parts in found)
    for row in rows:
        if isinstance(row, Accepted):
            row.accepted = True
    return bool(found and number + settle())


def waits(row):
    """Whether some of what would be accepted with a record is not public."""
    return any(parts.waiting().exists() for parts in _parts(row))


def _parts(row):
    """What is to be accepted with a record, as querysets; none for kinds that never wait."""
    parts = [name for name, part in row.part_relations().items() if issubclass(part.related_model, Accepted)]
    own = [type(row).objects.filter(pk=row.pk)] if isinstance(row, Accepted) else []
    return own + [getattr(row, name).all() for name in parts]


def settle():
    """Accept what accepted records name; returns how many that were."""
    number = 0
    while more := sum(_accept_named(model, name) for model, name in _POINTERS):
        number += more
    return number


def _accept_named(model, name):
    named = model._meta.get_field(name).related_model.objects
    accepted = Exists(model.objects.filter(accepted=True, **{name: OuterRef("pk")}))
    # Mostly there is none, and what only asks keeps nobody waiting.
    ids = list(named.filter(accepted, accepted=False).order_by().values_list("pk", flat=True))
    return named.filter(pk__in=ids).update(accepted=True) if ids else 0
