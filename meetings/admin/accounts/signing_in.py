"""The way into the desk: name and password, then the second factor of whoever has one or must have one."""

from base64 import b32encode
from math import ceil
from urllib.parse import unquote, urlsplit

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import REDIRECT_FIELD_NAME, authenticate
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.forms import TextInput
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import Resolver404, path, resolve, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django_otp import login as give
from django_otp.plugins.otp_static.models import StaticDevice

from ...actions.accounts import (
    FactorError,
    check_second_factor,
    codes_left,
    drop_second_factor,
    enrol,
    has_second_factor,
    new_key,
    note,
    owes_second_factor,
    proposed_device,
    renew_codes,
)
from ...actions.locks import locked_until, remember
from ...choices import AccountEvent

_KEY = "second_factor_key"
_LONGEST_ADDRESS = 2_000


def locked(request, response, credentials):
    """The answer to a sign-in that is not looked at: its own page, with the status for too many requests, and when to try again."""
    response.status_code = 429
    until = locked_until(request, credentials["username"]) or timezone.now()
    response["Retry-After"] = ceil((until - timezone.now()).total_seconds())
    return response


def _locked(request, name):
    """In words, that a sign-in is not looked at, and what to do."""
    until = locked_until(request, name) or timezone.now()
    return (
        f"Too many sign-ins of this name were refused: from here, none is looked at before {until:%H:%M:%S} UTC on "
        f"{until.day} {until:%B}. Wait, or sign in from where you did before, or ask an administrator to unlock the account."
    )


def _note_refusal(request, name, words=""):
    """Write down that a password was refused; those that come while a name is locked would only fill the list."""
    if not request.axes_locked_out:
        note(AccountEvent.REFUSED, name, request=request, words=words)
    elif request.axes_failures_since_start:
        # The one that locked.
        note(AccountEvent.LOCKED, name, request=request, words=words)


class SignInForm(AdminAuthenticationForm):
    """Name and password. What is refused is written down; what is not even looked at says so."""

    username = UsernameField(
        max_length=User._meta.get_field("username").max_length, widget=TextInput(attrs={"autofocus": True})
    )

    def clean(self):
        """Let somebody in, or say why not; either is written down."""
        try:
            cleaned = super().clean()
        except ValidationError:
            _note_refusal(self.request, self.cleaned_data.get("username", ""))
            raise
        if self.user_cache is not None:
            owes = owes_second_factor(self.user_cache)
            event = AccountEvent.PASSWORD_GIVEN if owes else AccountEvent.SIGNED_IN
            note(event, self.user_cache.get_username(), request=self.request)
        return cleaned

    def get_invalid_login_error(self):
        """The words for a wrong name or password, or for a name that is locked."""
        if getattr(self.request, "axes_locked_out", False):
            return ValidationError(_locked(self.request, self.cleaned_data["username"]), code="locked")
        return super().get_invalid_login_error()


class SigningIn:
    """For the desk's site: who has come in, who is half way, and the page of the second factor."""

    login_form = SignInForm

    def get_urls(self):
        """Beside Django's pages, the second factor; and a way out for somebody who is half way in."""
        return [
            path("logout/", self.logout, name="logout"),
            path("second-factor/", self.second_factor, name="second_factor"),
            *super().get_urls(),
        ]

    def has_permission(self, request):
        """Whether somebody is staff, and has given the second factor where one is owed."""
        return super().has_permission(request) and not self._owes(request)

    def _owes(self, request):
        # Asked several times in the making of a page.
        if not hasattr(request, "owes_second_factor"):
            request.owes_second_factor = owes_second_factor(request.user)
        return request.owes_second_factor

    @method_decorator(never_cache)
    def login(self, request, extra_context=None):
        """Name and password; whoever has given them goes on to the second factor."""
        if request.method == "GET" and super().has_permission(request) and self._owes(request):
            asked = urlencode({REDIRECT_FIELD_NAME: self._after(request)})
            return redirect(f"{reverse('admin:second_factor')}?{asked}")
        response = super().login(request, extra_context)
        if request.method != "POST" or response.status_code != 302:
            return response
        response = redirect(self._after(request))
        return response if owes_second_factor(request.user) else remember(request, response)

    def logout(self, request, extra_context=None):
        """End the session."""
        name = request.user.get_username()
        response = super().logout(request, extra_context)
        if name and request.method == "POST":
            note(AccountEvent.SIGNED_OUT, name, request=request)
        return response

    def password_change(self, request, extra_context=None):
        """A new password of one's own: one's other sessions end with the old one."""
        response = super().password_change(request, extra_context)
        if response.status_code == 302:
            note(AccountEvent.PASSWORD, request.user.get_username(), request=request)
        return response

    # -- the second factor

    @method_decorator([never_cache, sensitive_post_parameters()])
    def second_factor(self, request):
        """Give the second factor, set one up, or see to one's own."""
        if not super().has_permission(request):
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        there = has_second_factor(request.user)
        step = "give" if there and self._owes(request) else "set-up" if not there else "see"
        asked = request.POST.get("step", "")
        if request.method == "POST":
            # Whoever owes the second factor can do nothing but give it; set-up in place of another is for those inside.
            if step == asked == "give":
                return self._give(request)
            if asked == "set-up" and step != "give":
                return self._set_up(request)
            if step == "see" and asked == "codes":
                return self._renew(request)
            if step == "see" and asked == "off" and not settings.SECOND_FACTOR_REQUIRED:
                return self._off(request)
        elif step == "see" and "replace" in request.GET:
            step = "set-up"
        return self._factor_page(request, step)

    def _give(self, request):
        try:
            device = check_second_factor(request.user, request.POST.get("code", ""))
        except FactorError as error:
            note(AccountEvent.REFUSED, request.user.get_username(), request=request, words="Second factor")
            return self._factor_page(request, "give", error=str(error))
        self._let_in(request, device)
        note(AccountEvent.SIGNED_IN, request.user.get_username(), request=request, words="With the second factor")
        if isinstance(device, StaticDevice):
            left = codes_left(request.user)
            note(AccountEvent.CODE_USED, request.user.get_username(), request=request, words=f"{left} left")
            messages.warning(request, f"That recovery code is used up; {left} are left.")
        return remember(request, redirect(self._after(request)))

    def _set_up(self, request):
        key = request.session.get(_KEY)
        if error := self._password_refused(request):
            return self._factor_page(request, "set-up", error=error)
        if key is None:
            return self._factor_page(
                request, "set-up", error="This page was too old: let the app read the new picture."
            )
        try:
            device, codes = enrol(request.user, key, request.POST.get("code", ""))
        except FactorError as error:
            return self._factor_page(request, "set-up", error=str(error))
        del request.session[_KEY]
        self._let_in(request, device)
        note(AccountEvent.FACTOR_ON, request.user.get_username(), request=request)
        return remember(request, self._factor_page(request, "codes", codes=codes))

    def _renew(self, request):
        if error := self._password_refused(request):
            return self._factor_page(request, "see", error=error)
        codes = renew_codes(request.user)
        note(AccountEvent.CODES, request.user.get_username(), request=request)
        return self._factor_page(request, "codes", codes=codes)

    def _off(self, request):
        if error := self._password_refused(request):
            return self._factor_page(request, "see", error=error)
        drop_second_factor(request.user)
        note(AccountEvent.FACTOR_OFF, request.user.get_username(), request=request)
        messages.success(request, "The second factor is off: your password alone lets you in.")
        return redirect("admin:index")

    def _let_in(self, request, device):
        give(request, device)
        # A cookie that somebody read before this is worth nothing after it.
        request.session.cycle_key()
        request.owes_second_factor = False

    def _password_refused(self, request):
        """What to say where the password did not come along: a browser left open is not enough. Wrong ones count as refused
        sign-ins do."""
        name = request.user.get_username()
        if authenticate(request, username=name, password=request.POST.get("password", "")) == request.user:
            return ""
        _note_refusal(request, name, "Password, on the way to change")
        return _locked(request, name) if request.axes_locked_out else "That is not your password."

    def _after(self, request):
        """Where somebody wanted to go, where that is a page of this site; else the desk's first page."""
        after = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME, "")
        ours = url_has_allowed_host_and_scheme(after, {request.get_host()}, require_https=request.is_secure())
        return after if ours and _is_page(after) else reverse("admin:index")

    def _factor_page(self, request, step, *, error="", codes=()):
        context = {
            **self.each_context(request),
            "title": _TITLES[step],
            "step": step,
            "error": error,
            "codes": codes,
            "after": self._after(request),
            "required": settings.SECOND_FACTOR_REQUIRED,
            "half_way": self._owes(request),
        }
        if step == "set-up":
            key = request.session.setdefault(_KEY, new_key())
            device = proposed_device(request.user, key)
            picture = segno.make(device.config_url, error="m").svg_inline(scale=5, svgclass=None, lineclass=None)
            context |= {"picture": mark_safe(picture), "secret": _in_groups(b32encode(device.bin_key).decode())}
        if step == "see":
            context |= {"left": codes_left(request.user)}
        return TemplateResponse(request, "admin/second_factor.html", context)


def _is_page(address):
    """Whether an address of this site leads to a page that can be opened: those without a name only lead on, or nowhere."""
    if len(address) > _LONGEST_ADDRESS:
        return False
    try:
        return resolve(unquote(urlsplit(address).path)).url_name not in (None, "logout")
    except (Resolver404, ValueError):
        return False


_TITLES = {
    "give": "Your second factor",
    "set-up": "Set up a second factor",
    "codes": "Keep these recovery codes",
    "see": "Your second factor",
}


def _in_groups(text):
    """A secret as somebody types it who cannot take its picture."""
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))
