"""Makes the account of the demo once and says its password, which is kept nowhere else."""

import secrets

from django.contrib.auth import get_user_model

from meetings.management.command import RegisterCommand

NAME = "demo"


class Command(RegisterCommand):
    """A second run finds the account and says so; its password is never changed."""

    help = "Make the staff account “demo”, who may do everything, with a password that is printed once."

    def handle(self, *args, **options):
        users = get_user_model().objects
        if users.filter(username=NAME).exists():
            self.stdout.write(f"The desk's account is “{NAME}”; a new password: manage.py changepassword {NAME}.")
            return
        password = secrets.token_urlsafe(12)
        users.create_superuser(NAME, password=password)
        self.stdout.write(f"The desk's account: “{NAME}”, password {password} (printed this once).")
