"""What happened to the accounts of the desk, kept for those who answer for them."""

from django.db import models
from django.utils import timezone

from ..choices import AccountEvent


class AuditEntry(models.Model):
    """One thing that happened to an account: what, when, to whom, by whom and from where; names outlive the accounts."""

    at = models.DateTimeField(default=timezone.now)
    event = models.CharField(max_length=20, choices=AccountEvent.choices)
    name = models.CharField("account", max_length=150, help_text="As it was typed, where a sign-in was refused.")
    by_name = models.CharField(
        "by", max_length=150, blank=True, help_text="Empty where the account itself did it, or a command."
    )
    address = models.GenericIPAddressField(
        "from", null=True, blank=True, help_text="Of the network; with a proxy in front, as that proxy saw it."
    )
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "audit entries"
        indexes = [models.Index(fields=["name", "-id"], name="audit_of_account")]

    def __str__(self):
        return f"{self.get_event_display()}: {self.name}"
