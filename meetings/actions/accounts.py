"""Accounts of the desk: what happens to them is written down, sessions end, and a second factor comes and goes."""

import secrets
from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.crypto import salted_hmac
from django_otp import verify_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key
from rest_framework.throttling import BaseThrottle

from ..models import AuditEntry

RECOVERY_CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are read for one another."""


class FactorError(Exception):
    """A second factor was not accepted; the message says what to do."""


# -- what happened


def note(event, name, *, request=None, by=None, words=""):
    """Write down what happened to an account; `by` is who did it, where that was somebody else."""
    return AuditEntry.objects.create(
        event=event,
        name=name[:150],
        by_name=by.get_username() if by else "",
        address=address_of(request) if request else None,
        note=words[:300],
    )


def address_of(request):
    """The network address that a request came from, None where it has none.

    Behind a proxy, as the proxy saw it: what it added last to X-Forwarded-For, never what a client wrote into that.
    """
    try:
        # Without the name of a network card of this machine, which no address on file has.
        return str(ip_address((BaseThrottle().get_ident(request) or "").partition("%")[0]))
    except ValueError:
        return None


def end_sessions(user):
    """Sign a user out everywhere; returns how many sessions there were."""
    mine = [one.pk for one in Session.objects.all() if one.get_decoded().get(SESSION_KEY) == str(user.pk)]
    Session.objects.filter(pk__in=mine).delete()
    return len(mine)


# -- the second factor


def owes_second_factor(user):
    """Whether somebody who gave the password has yet to give, or to set up, the second factor."""
    given = getattr(user, "otp_device", None) is not None
    return not given and (settings.SECOND_FACTOR_REQUIRED or has_second_factor(user))


def has_second_factor(user):
    """Whether a user has set one up."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def new_key():
    """A secret for an authenticator app, as hexadecimal text."""
    return default_key()


def proposed_device(user, key):
    """The device of a secret, not yet on file: its `config_url` is what an app reads."""
    return TOTPDevice(user=user, name="authenticator app", key=key, confirmed=False)


def enrol(user, key, token):
    """Set the second factor up with the secret that an app has read, in place of an earlier one.

    Returns (the device, the recovery codes). Raises `FactorError` where the app's code is not the secret's.
    """
    with transaction.atomic():
        device = proposed_device(user, key)
        device.save()
        accepted = device.verify_token(_plain(token))
        if accepted:
            TOTPDevice.objects.filter(user=user).exclude(pk=device.pk).delete()
            device.confirmed = True
            device.save()
            return device, renew_codes(user)
        device.delete()
    raise FactorError(
        "That is not the code the app shows now. Try the next one; if it fails too, set the phone’s clock right."
    )


def renew_codes(user):
    """Recovery codes in place of all earlier ones, as a list of text; only their seals are on file."""
    codes = [_code() for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        device = StaticDevice.objects.create(user=user, name="recovery codes")
        StaticToken.objects.bulk_create(StaticToken(device=device, token=_sealed(code)) for code in codes)
    return codes


def codes_left(user):
    """How many recovery codes a user has not used."""
    return StaticToken.objects.filter(device__user=user).count()


def check_second_factor(user, text):
    """The device that a user's code is of: the app's, or a recovery code, which is used up by it; raises `FactorError`."""
    text = _plain(text)
    of_app = len(text) == 6 and text.isascii() and text.isdigit()
    device = (TOTPDevice if of_app else StaticDevice).objects.filter(user=user, confirmed=True).first()
    if device is None:
        raise FactorError("This account has no such code.")
    allowed, why = device.verify_is_allowed()
    if not allowed:
        until = why["locked_until"]
        raise FactorError(f"Too many wrong codes: none is looked at before {until:%H:%M:%S} UTC. Then try again.")
    found = verify_token(user, device.persistent_id, text if of_app else _sealed(text))
    if found is None:
        raise FactorError("That code is not right, or was used before. Wait for the app’s next one.")
    return found


def drop_second_factor(user):
    """Take a user's second factor and recovery codes away; returns whether there was one."""
    StaticDevice.objects.filter(user=user).delete()
    return TOTPDevice.objects.filter(user=user).delete()[0] > 0


def _plain(text):
    return "".join(text.lower().split()).replace("-", "")[:64]


def _code():
    letters = "".join(secrets.choice(_LETTERS) for _ in range(10))
    return f"{letters[:5]}-{letters[5:]}"


def _sealed(code):
    # Sixteen characters are what the library's column holds. A register whose SECRET_KEY changes makes its codes anew.
    return salted_hmac("recovery code", _plain(code)).hexdigest()[:16]
