"""Who may come to the desk and in which role, and the list of what happened to accounts."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group, User
from django.db.models import Exists, OuterRef
from django_otp.plugins.otp_totp.models import TOTPDevice

from ...actions.accounts import drop_second_factor, end_sessions, note
from ...actions.locks import unlock
from ...actions.roles import ROLES
from ...choices import AccountEvent
from ...models import AuditEntry
from ..core.lists import AnyAddress


def serve(site):
    """Register the accounts with the desk's site, in place of the pages that Django registers by itself."""
    for model in (User, Group):
        if site.is_registered(model):
            site.unregister(model)
    site.register(User, AccountAdmin)
    site.register(AuditEntry, AuditAdmin)


def _roles(form):
    field = form.fields.get("groups")
    if field:
        field.label, field.queryset = "Roles", Group.objects.filter(name__in=ROLES).order_by("pk")
        field.widget = forms.CheckboxSelectMultiple(choices=field.choices)
        field.help_text = "A contributor enters drafts; an editor publishes, corrects and merges; an administrator also keeps accounts."


class NewAccountForm(AdminUserCreationForm):
    """An account with its role and a first password, which its owner changes."""

    class Meta(AdminUserCreationForm.Meta):
        fields = ("username", "first_name", "last_name", "groups")

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        _roles(self)


class AccountForm(UserChangeForm):
    """An account, which its owner cannot shut on themselves."""

    editor = None

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        _roles(self)

    def clean_is_active(self):
        """Refuse that somebody locks themselves out."""
        active = self.cleaned_data["is_active"]
        if not active and self.instance == self.editor:
            raise forms.ValidationError("You cannot deactivate your own account: ask another administrator.")
        return active


class AccountAdmin(AnyAddress, UserAdmin):
    """Accounts of the desk: added, changed and deactivated, never deleted, so that the history keeps its names."""

    form = AccountForm
    add_form = NewAccountForm
    list_display = ["username", "first_name", "last_name", "roles", "is_active", "second_factor", "last_login"]
    list_filter = ["is_active", "groups"]
    filter_horizontal = ()
    readonly_fields = ["second_factor", "is_superuser", "last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "password", ("first_name", "last_name")]}),
        ("What it may do", {"fields": ["is_active", "groups", "is_superuser"]}),
        ("Signing in", {"fields": ["second_factor", "last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", ("first_name", "last_name"), "groups", "password1", "password2"]}),
    ]
    show_facets = admin.ShowFacets.NEVER
    actions = ["end_their_sessions", "take_second_factor", "unlock_them"]

    # -- the list

    @admin.display(description="roles")
    def roles(self, user):
        """Its roles, and whether it may do everything."""
        return (
            ", ".join([*(["everything"] if user.is_superuser else []), *(one.name for one in user.groups.all())])
            or None
        )

    @admin.display(description="second factor", boolean=True)
    def second_factor(self, user):
        """Whether it has set one up."""
        return user.has_factor

    def get_queryset(self, request):
        """The accounts with their roles, and whether they have a second factor."""
        factors = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        return super().get_queryset(request).prefetch_related("groups").annotate(has_factor=Exists(factors))

    # -- who may do what

    def has_change_permission(self, request, obj=None):
        """Whoever keeps accounts; one that may do everything is only for its equals."""
        return super().has_change_permission(request, obj) and (
            obj is None or request.user.is_superuser or not obj.is_superuser
        )

    def has_delete_permission(self, request, obj=None):
        """Nobody."""
        return False

    def get_fieldsets(self, request, obj=None):
        """Without the way to a new password for whoever may only look."""
        found = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return found
        return [(name, {"fields": [one for one in part["fields"] if one != "password"]}) for name, part in found]

    def get_form(self, request, obj=None, change=False, **options):
        """The form, told who fills it in."""
        form = super().get_form(request, obj, change=change, **options)
        form.editor = request.user
        return form

    # -- saving

    def save_model(self, request, obj, form, change):
        """Every account is one of staff: readers need none. One that is deactivated is signed out everywhere."""
        obj.is_staff = True
        super().save_model(request, obj, form, change)
        if not change:
            note(AccountEvent.ADDED, obj.username, request=request, by=request.user)
        elif "is_active" in form.changed_data and not obj.is_active:
            ended = end_sessions(obj)
            note(
                AccountEvent.DEACTIVATED,
                obj.username,
                request=request,
                by=request.user,
                words=f"Sessions ended: {ended}",
            )

    def save_related(self, request, form, formsets, change):
        """Save the roles, and write down what changed."""
        before = _names(form.instance) if change else ""
        super().save_related(request, form, formsets, change)
        after = _names(form.instance)
        others = [name for name in form.changed_data if name != "groups" and change]
        words = [f"Roles: {before or 'none'} → {after or 'none'}"] if before != after else []
        words += [f"Changed: {', '.join(others)}"] if others else []
        if words:
            note(AccountEvent.CHANGED, form.instance.username, request=request, by=request.user, words=". ".join(words))

    def user_change_password(self, request, id, form_url=""):
        """A new password for somebody: their sessions end with the old one."""
        response = super().user_change_password(request, id, form_url)
        if response.status_code == 302 and request.method == "POST":
            user = self.get_object(request, id)
            note(AccountEvent.PASSWORD, user.username, request=request, by=request.user)
        return response

    # -- what can be done with several

    def _each(self, request, queryset, event, act, words):
        done = 0
        for user in queryset:
            if self.has_change_permission(request, user):
                found = act(user)
                note(event, user.username, request=request, by=request.user, words=words(found))
                done += 1
        self.message_user(
            request, f"{done} of {queryset.count()} done.", messages.SUCCESS if done else messages.WARNING
        )

    @admin.action(description="End their sessions", permissions=["change"])
    def end_their_sessions(self, request, queryset):
        """Sign them out everywhere."""
        self._each(
            request, queryset, AccountEvent.SESSIONS_ENDED, end_sessions, lambda count: f"Sessions ended: {count}"
        )

    @admin.action(description="Take their second factor away (phone lost)", permissions=["change"])
    def take_second_factor(self, request, queryset):
        """Let them set up a new one."""
        self._each(
            request,
            queryset,
            AccountEvent.FACTOR_OFF,
            lambda user: (drop_second_factor(user), end_sessions(user))[0],
            lambda there: "" if there else "There was none",
        )

    @admin.action(description="Unlock after refused sign-ins", permissions=["change"])
    def unlock_them(self, request, queryset):
        """Let them try again at once."""
        self._each(request, queryset, AccountEvent.UNLOCKED, lambda user: unlock(user.username), lambda nothing: "")


def _names(user):
    return ", ".join(user.groups.order_by("pk").values_list("name", flat=True))


class AuditAdmin(AnyAddress, admin.ModelAdmin):
    """What happened to accounts: read, never written by hand."""

    list_display = ["when", "event", "name", "by_name", "address", "note"]
    list_display_links = None
    list_filter = ["event"]
    date_hierarchy = "at"
    search_fields = ["name", "by_name", "address"]
    list_per_page = 100
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    # Not those of the register's records, which lead to what was deleted and to their history.
    change_list_template, change_form_template = "admin/change_list.html", "admin/change_form.html"

    @admin.display(description="when (UTC)", ordering="at")
    def when(self, entry):
        """The moment, to the second."""
        return f"{entry.at:%Y-%m-%d %H:%M:%S}"

    def has_add_permission(self, request):
        """Nobody."""
        return False

    def has_change_permission(self, request, obj=None):
        """Nobody."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Nobody."""
        return False
