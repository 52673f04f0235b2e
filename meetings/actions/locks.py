"""Which sign-ins are looked at: guessing at a name is slowed down, from everywhere, and does not shut out whose name it is.

From one address (of IPv6 a /64), five refused sign-ins lock a name for a quarter of an hour: 20 guesses an hour at most, 480 a
day. From all addresses together, strangers have 50 guesses an hour at a name and 480 a day; then only who comes from where
somebody has signed in with it before is looked at. Those have as many again, so that a stolen cookie is no way around.
NIST SP 800-63B (5.2.2) asks for no more than 100 in a row. Other names, and the owner of this one, go on meanwhile.
"""

from datetime import timedelta
from ipaddress import ip_address, ip_network
from itertools import takewhile

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ..choices import AccountEvent
from ..models import AuditEntry
from .accounts import address_of, note

GUESSES = ((50, timedelta(hours=1)), (480, timedelta(days=1)))
"""How many refused sign-ins of one name strangers may have within which time."""

_COOKIE = "known"
_KEPT = timedelta(days=365)
_MOST_NAMES = 10
"""Of one browser: a newsroom's machine may be several people's."""


class Locks(AxesDatabaseHandler):
    """What django-axes asks whether a sign-in is looked at; it counts by name and address, and keeps that count."""

    def is_locked(self, request, credentials=None):
        """Whether this name is locked, here or for strangers."""
        return locked_until(request, get_client_username(request, credentials)) is not None

    def reset_attempts(self, *, username=None, **options):
        """Forget what was counted, as `manage.py axes_reset_username` asks."""
        if username:
            note(AccountEvent.UNLOCKED, username)
        return super().reset_attempts(username=username, **options)


def unlock(name):
    """Forget what was counted by address; what was counted from everywhere is forgotten by the note that the caller writes."""
    AccessAttempt.objects.filter(username=name).delete()


def network_of(request):
    """The address by which sign-ins are counted: IPv6 by /64, of which a subscriber has at least one whole (RFC 6177)."""
    return _network(address_of(request))


def _network(address):
    if address is None:
        return None
    address = ip_address(address)
    address = getattr(address, "ipv4_mapped", None) or address
    return str(address) if address.version == 4 else str(ip_network((int(address), 64), strict=False)[0])


def locked_until(request, name):
    """Before which moment no sign-in of a name is looked at from where a request comes; None where one is looked at now."""
    now = timezone.now()
    ends = [_end_here(request, name, now), _end_everywhere(name, 1)]
    if ends[1] and ends[1] > now and is_known(request, name):
        ends[1] = _end_everywhere(name, 2)
    return max((end for end in ends if end and end > now), default=None)


def _end_here(request, name, now):
    tries = AccessAttempt.objects.filter(
        username=name, ip_address=network_of(request), attempt_time__gt=now - settings.AXES_COOLOFF_TIME
    )
    count = 0
    # A row for each browser, with how often and when last.
    for failures, at in tries.order_by("-attempt_time").values_list("failures_since_start", "attempt_time"):
        count += failures
        if count >= settings.AXES_FAILURE_LIMIT:
            return at + settings.AXES_COOLOFF_TIME
    return None


def _end_everywhere(name, times):
    """The end of what refused sign-ins of a name bring about from wherever they came, where so many `times` are allowed."""
    counted = (AccountEvent.REFUSED, AccountEvent.LOCKED, AccountEvent.UNLOCKED)
    entries = AuditEntry.objects.filter(name=name, event__in=counted).order_by("-id").values_list("event", "at")
    newest = entries[: times * max(number for number, _ in GUESSES)]
    failures = [at for _, at in takewhile(lambda entry: entry[0] != AccountEvent.UNLOCKED, newest)]
    ends = [failures[times * number - 1] + span for number, span in GUESSES if len(failures) >= times * number]
    return max(ends, default=None)


# -- who has signed in before


def is_known(request, name):
    """Whether somebody has signed in with a name before, in this browser or from this address."""
    if _seal(name) in _seals(request):
        return True
    here = network_of(request)
    came = AuditEntry.objects.filter(name=name, event=AccountEvent.SIGNED_IN, address__isnull=False)
    return here is not None and here in map(_network, came.order_by().values_list("address", flat=True).distinct())


def remember(request, response):
    """Let the browser that signed in be known again, by a cookie that says of no name whose it is; returns the response."""
    mine = _seal(request.user.get_username())
    seals = [mine, *(one for one in _seals(request) if one != mine)][:_MOST_NAMES]
    response.set_signed_cookie(
        _COOKIE,
        ".".join(seals),
        max_age=_KEPT,
        path=reverse("admin:index"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


def _seals(request):
    return [one for one in request.get_signed_cookie(_COOKIE, "", max_age=_KEPT).split(".") if one]


def _seal(name):
    return salted_hmac("known device", name, algorithm="sha256").hexdigest()[:32]
