"""Measurements of the product, through the whole of it, beside its peers where it has any; every answer is proved right first."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diplotrack.settings")
os.environ.setdefault("SECRET_KEY", "for-a-benchmark-only-" + "0" * 40)
os.environ.setdefault("HTTPS", "0")
django.setup()
