"""The desk's site: Django's admin under the register's name, and which admin serves which entity."""

from django.contrib.admin import AdminSite
from django.urls import reverse

from .. import models
from ..actions.workflow import PUBLISH
from ..queries.queues import lengths, number_waiting
from .accounts.signing_in import SigningIn
from .imports.batches import ImportBatchAdmin
from .meeting.bulk import delete_few
from .meeting.claim_admin import ClaimAdmin
from .meeting.page import MeetingAdmin
from .records.directory import DIRECTORY
from .records.duplicate_candidates import DoubtAdmin
from .records.occasion import OccasionAdmin
from .records.people import AppointmentAdmin, OfficialAdmin, PositionAdmin
from .records.source import SourceAdmin
from .records.waiting import WaitingPage

ADMINS = {
    models.Meeting: MeetingAdmin,
    models.Claim: ClaimAdmin,
    models.Source: SourceAdmin,
    models.Official: OfficialAdmin,
    models.Position: PositionAdmin,
    models.Appointment: AppointmentAdmin,
    models.Occasion: OccasionAdmin,
    **DIRECTORY,
    models.ImportBatch: ImportBatchAdmin,
    models.Doubt: DoubtAdmin,
}


class DeskSite(SigningIn, WaitingPage, AdminSite):
    """The staff desk.

    It registers the entities itself: registered from the package, they would go to a site that is still being made.
    """

    site_header = "diplotrack desk"
    site_title = "diplotrack desk"
    index_title = "Desk"

    enable_nav_sidebar = False

    def __init__(self, name="admin"):
        super().__init__(name)
        self.add_action(delete_few, "delete_selected")
        for model, admin in ADMINS.items():
            self.register(model, admin)

    def index(self, request, extra_context=None):
        """The first page, with the work that waits for those who may see meetings."""
        desk = self._registry[models.Meeting]
        queues = lengths(request.user) if desk.has_view_or_change_permission(request) else []
        doubts = self._registry[models.Doubt].has_view_permission(request)
        waiting = {
            "queues": queues,
            "doubts": models.Doubt.objects.filter(settled=False).count() if doubts else 0,
            "waiting": number_waiting() if request.user.has_perm(PUBLISH) else (0, False),
            "may_add": desk.has_add_permission(request),
            "may_import": self._registry[models.ImportBatch].has_add_permission(request),
        }
        return super().index(request, waiting | (extra_context or {}))

    def get_app_list(self, request, app_label=None):
        """The register first, its entities in the order in which the desk needs them; then the accounts and what befell them."""
        order = {model: index for index, model in enumerate(ADMINS)}
        entries = [entry for app in super().get_app_list(request, app_label) for entry in app["models"]]
        register = sorted((one for one in entries if one["model"] in order), key=lambda one: order[one["model"]])
        accounts = [one for one in entries if one["model"] not in order]
        return [
            {
                "name": name,
                "app_label": label,
                "app_url": reverse("admin:app_list", args=[label]),
                "has_module_perms": True,
                "models": found,
            }
            for name, label, found in (("The register", "meetings", register), ("Accounts", "auth", accounts))
            if found
        ]
