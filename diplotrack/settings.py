"""All settings, read from the environment: safe unless DEBUG is asked for, SQLite unless DATABASE_URL names another."""

import os
from datetime import timedelta
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


def _flag(name):
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def _words(name, default=""):
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


DEBUG = _flag("DEBUG")

SECRET_KEY = os.environ.get("SECRET_KEY", "")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Give the site a long random one of its own, for example from\n"
            "  python -c 'import secrets; print(secrets.token_urlsafe(50))'\n"
            "or set DEBUG=1 on a machine that only you can reach."
        )
    SECRET_KEY = "only-for-debug-on-a-machine-of-your-own-" + "0" * 20

ALLOWED_HOSTS = _words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = _words("CSRF_TRUSTED_ORIGINS")

# Behind TLS everywhere but on one's own machine: HTTPS=0 is for a private network or a local trial without DEBUG.
_HTTPS = not DEBUG and os.environ.get("HTTPS", "1") != "0"
SECURE_SSL_REDIRECT = _HTTPS
SESSION_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_SECURE = _HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _HTTPS
SECURE_HSTS_PRELOAD = _HTTPS
# A proxy's word on the scheme is believed only when the operator says that there is one.
if _flag("BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "diplotrack.sessions"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "meetings.views.errors.forbidden"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}

INSTALLED_APPS = [
    "meetings.apps.MeetingsConfig",
    "meetings.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "csp",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "meetings.views.bounds.Bounds",
    "csp.middleware.CSPMiddleware",
    "diplotrack.posted.Posted",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "meetings.views.conditional_get.ConditionalGet",
    # Last, as its own guide asks: it turns a sign-in that was locked out into its answer.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "diplotrack.urls"
WSGI_APPLICATION = "diplotrack.wsgi.application"
ASGI_APPLICATION = "diplotrack.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["meetings.templatetags.lines"],
        },
    },
    {
        # What a page repeats by the hundred takes Django's templates most of the page's time, and these a tenth of that.
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "repeated",
        "DIRS": [BASE_DIR / "templates" / "repeated"],
        "OPTIONS": {"environment": "meetings.templatetags.jinja_rows.environment"},
    },
]

FORM_RENDERER = "meetings.templatetags.widgets.Renderer"

_VAR = BASE_DIR / "var"
if "DATABASE_URL" not in os.environ:
    # SQLite makes its file but not the folder, and a fresh clone has none.
    _VAR.mkdir(exist_ok=True)
DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{_VAR / 'diplotrack.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE takes the write lock before reading, so two editors wait for each other instead of failing midway.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 5,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    # A server that is gone is known to be within seconds, whether it refuses or keeps silent.
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        {"connect_timeout": 2, "keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 2}
    )
# Steps of SQLite's machine that a page may take, about a second of the processor; PostgreSQL counts seconds.
STEPS_PER_REQUEST = 20_000_000
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"

# A name is locked for a quarter of an hour after five refused sign-ins from one address, and no longer by going on: whoever has
# another address, as the owner of the name, is looked at, and colleagues who share the address as well. How much may be
# guessed from all addresses together is bounded by the handler.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_HANDLER = "meetings.actions.locks.Locks"
AXES_LOCKOUT_CALLABLE = "meetings.admin.accounts.signing_in.locked"
AXES_CLIENT_IP_CALLABLE = "meetings.actions.locks.network_of"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
# The register keeps a list of its own, which says the same and more.
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

OTP_TOTP_ISSUER = "diplotrack"
SECOND_FACTOR_REQUIRED = _flag("SECOND_FACTOR_REQUIRED")

LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# What is counted against the API's limit lies where all processes of a host see it; each host counts for itself.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": os.environ.get("CACHE_DIR", str(_VAR / "cache")),
    }
}
API_PER_HOUR = int(os.environ.get("API_PER_HOUR", "1000"))
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "meetings.api.negotiation.AlwaysJson",
    # The list has a parameter of this name.
    "URL_FORMAT_OVERRIDE": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.AnonRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"anon": f"{API_PER_HOUR}/hour"},
    "NUM_PROXIES": 1 if _flag("BEHIND_PROXY") else 0,
    "EXCEPTION_HANDLER": "meetings.api.views.errors",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "diplotrack",
    "DESCRIPTION": "The register of diplomatic meetings: who met whom, when and where, about what, and according to whom.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": False,
    "ENUM_NAME_OVERRIDES": {
        f"{name}Kind": f"meetings.choices.{name}Kind.choices"
        for name in ("Country", "Organization", "Place", "Occasion", "Source")
    },
    "LICENSE": {"name": os.environ.get("DATA_LICENCE", "CC0-1.0")},
}

# The licence under which this register gives its data away, which every file says.
DATA_LICENCE = os.environ.get("DATA_LICENCE", "CC0-1.0")
DATA_LICENCE_URL = os.environ.get("DATA_LICENCE_URL", "https://creativecommons.org/publicdomain/zero/1.0/")

# A meeting with many claims is one large form; Django's limit of 1,000 fields would refuse it.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
# The one upload, of a table at the desk, is bounded before it is stored.
FILE_UPLOAD_HANDLERS = [
    "meetings.admin.imports.uploads.Bounded",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
