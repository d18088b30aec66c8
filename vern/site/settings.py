"""Settings, from the environment. `vern` fills in the database where none is given."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE = Path(__file__).resolve().parents[2]
HOME = Path(os.environ.get("VERN_HOME", BASE / ".vern"))


def flag(name: str, *, default: bool = False) -> bool:
    return os.environ.get(name, str(int(default))) in {"1", "true", "yes"}


def database(url: str) -> dict[str, Any]:
    """Django's dictionary for a postgresql:// URL; the socket folder may stand in ?host=."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "vern.core.kernel.database",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or parts.hostname or "",
        "PORT": str(query.pop("port", None) or parts.port or ""),
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 8, "timeout": 20}, **query},
    }


def secret_key() -> str:
    """The key from the environment, or one made at first start and kept beside the data."""
    if key := os.environ.get("VERN_SECRET_KEY"):
        return key
    path = HOME / "secret-key"
    if not path.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


VERN_DEMO = flag("VERN_DEMO")
DEBUG = flag("VERN_DEBUG")
SECRET_KEY = secret_key()
LOCAL_NAMES = ["localhost", "127.0.0.1", "[::1]"]  # probes from the machine itself
ALLOWED_HOSTS = [*os.environ.get("VERN_HOSTS", "testserver").split(","), *LOCAL_NAMES]
VERN_URL = os.environ.get("VERN_URL", "http://localhost:8000")
CSRF_TRUSTED_ORIGINS = [VERN_URL]

AS_OWNER = flag("VERN_AS_OWNER")
DATABASES = {
    "default": database(
        os.environ.get("VERN_OWNER_DATABASE_URL" if AS_OWNER else "VERN_DATABASE_URL", "")
    )
}

INSTALLED_APPS = [
    "vern.core.kernel",
    "vern.core.org",
    "vern.core.records",
    "vern.core.history",
    "vern.core.notices",
    "vern.core.files",
    "vern.core.talk",
    "vern.core.measures",
    "vern.hub.desk",
    "vern.hub.figures",
    "vern.hub.search",
    "vern.hub.calendar",
    "vern.hub.evidence",
    "vern.organise.absences",
    "vern.organise.directory",
    "vern.organise.relay",
    "vern.plan.changes",
    "vern.plan.risk",
    "vern.plan.rounds",
    "vern.control.incidents",
    "vern.review.annual_report",
    "vern.hub.privacy",
    "vern.hub.retention",
    "vern.hub.content",  # after those whose content it keeps the first version of
    "vern.site",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "django_htmx",
    "template_partials",
    "procrastinate.contrib.django",
    "csp",
]

MIDDLEWARE = [
    "vern.site.operations.middleware.RequestMiddleware",
    "vern.site.operations.security.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "vern.site.operations.security.OwnSiteMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "vern.site.operations.security.SessionLimitsMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "vern.core.kernel.csrf.SteadyCsrfMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "vern.core.org.middleware.ActorMiddleware",
    "vern.core.notices.middleware.ReadMiddleware",
    "vern.core.kernel.access.AccessMiddleware",
]

ROOT_URLCONF = "vern.site.urls"
WSGI_APPLICATION = "vern.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "vern.core.kernel.templatetags.ui",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "vern.core.kernel.ui.context.page",
            ],
        },
    }
]
FORM_RENDERER = "vern.core.kernel.ui.forms.Renderer"

# `default` is shared by all processes: sign-in attempts are counted here. `process` is each one's
# own: what is cheaper to count again than to ask the database for.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "site_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # so that many addresses do not push out the counts
    },
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

# What may come from one address without an account (vern/core/kernel/limits.py). A whole campus may
# stand behind one: after `ask` in so many seconds, a short question is asked; only after `stop` must
# one wait. Nothing that was typed is lost by either.
VERN_LIMITS = {
    "nameless_report": {"ask": 30, "stop": 600, "seconds": 60 * 60},
    "wrong_code": {"ask": 20, "stop": 300, "seconds": 10 * 60},
}
# How many proxies stand before the application, each adding to X-Forwarded-For. With the wrong
# number, everyone seems to come from one address, or anyone can claim any.
VERN_PROXIES = int(os.environ.get("VERN_PROXIES", str(int(VERN_URL.startswith("https://")))))
ALLAUTH_TRUSTED_PROXY_COUNT = VERN_PROXIES

# Identity
AUTH_USER_MODEL = "org.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:mine"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "vern.site.accounts.Accounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Texts and time
LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", _("Bokmål")), ("nn", _("Nynorsk")), ("en", _("English"))]
LOCALE_PATHS = [BASE / "vern" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Oslo"

# Files
VERN_MANIFEST = flag("VERN_MANIFEST")
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
_designsystemet = BASE / "node_modules" / "@digdir"
STATICFILES_DIRS = [
    (name, folder)
    for name, folder in (
        ("designsystemet", _designsystemet / "designsystemet-css" / "dist"),
        ("designsystemet-web", _designsystemet / "designsystemet-web" / "dist"),
    )
    if folder.exists()
]
MEDIA_ROOT = Path(os.environ.get("VERN_FILES", HOME / "files"))
VERN_S3_BUCKET = os.environ.get("VERN_S3_BUCKET", "")
STORAGES: dict[str, dict[str, Any]] = {
    "default": (
        {
            "BACKEND": "vern.core.files.s3.S3Store",
            "OPTIONS": {
                "bucket_name": VERN_S3_BUCKET,
                "location": os.environ.get("VERN_S3_PREFIX", ""),
                "endpoint_url": os.environ.get("VERN_S3_ENDPOINT") or None,
                "region_name": os.environ.get("VERN_S3_REGION") or None,
            },
        }
        if VERN_S3_BUCKET
        else {"BACKEND": "vern.core.files.stores.DiskStore"}
    ),
    "staticfiles": {
        "BACKEND": (
            "vern.core.kernel.ui.storage.HashedFiles"
            if VERN_MANIFEST
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
# ClamAV's daemon, which looks at attached files: a socket's path or host:port (docs/integrity.md)
VERN_CLAMD = os.environ.get("VERN_CLAMD", "")
VERN_CLAMD_TIMEOUT = float(os.environ.get("VERN_CLAMD_TIMEOUT", "30"))  # seconds
WHITENOISE_USE_FINDERS = not VERN_MANIFEST
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "vern.core.files.uploads.BoundedUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o640
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# History: where the head of its chain is told outside the database (vern/core/history/heads.py)
VERN_HISTORY_HEADS = os.environ.get("VERN_HISTORY_HEADS", HOME / "history-heads.jsonl")
VERN_HISTORY_SYSLOG = os.environ.get("VERN_HISTORY_SYSLOG", "")
VERN_HISTORY_MAIL = os.environ.get("VERN_HISTORY_MAIL", "")

# Mail
EMAIL_BACKEND = (
    "django.core.mail.backends.filebased.EmailBackend"
    if VERN_DEMO
    else "django.core.mail.backends.smtp.EmailBackend"
)
EMAIL_FILE_PATH = HOME / "mail"
EMAIL_HOST = os.environ.get("VERN_MAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("VERN_MAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("VERN_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("VERN_MAIL_PASSWORD", "")
EMAIL_USE_TLS = flag("VERN_MAIL_TLS")
EMAIL_TIMEOUT = 20  # seconds: a server that hangs must not hold the worker
DEFAULT_FROM_EMAIL = os.environ.get("VERN_MAIL_FROM", "Vern <vern@localhost>")

# Mail that comes back. The address must accept +extensions (bounces+anything@…); its reports are
# read from a Maildir folder or over IMAP: imaps://user:password@host/INBOX. Without the address no
# mail has a return address of its own, and nothing is read.
VERN_BOUNCES_ADDRESS = os.environ.get("VERN_BOUNCES_ADDRESS", "")
VERN_BOUNCES_MAILDIR = os.environ.get("VERN_BOUNCES_MAILDIR", "")
VERN_BOUNCES_IMAP = os.environ.get("VERN_BOUNCES_IMAP", "")

# Security
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# What is most sensitive asks who signed in longer ago, in seconds, for the password once more.
VERN_SIGN_IN_AGAIN = int(os.environ.get("VERN_SIGN_IN_AGAIN", str(15 * 60)))
SESSION_COOKIE_AGE = 60 * 60 * int(os.environ.get("VERN_SESSION_HOURS", "12"))
VERN_SESSION_IDLE = 60 * int(os.environ.get("VERN_SESSION_IDLE_MINUTES", "120"))
CSRF_COOKIE_HTTPONLY = True  # scripts take the token from the form
CSRF_FAILURE_VIEW = "vern.core.kernel.ui.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
if VERN_URL.startswith("https://"):
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    LANGUAGE_COOKIE_NAME = "__Host-language"
    MESSAGE_STORAGE = "vern.site.messages.Messages"
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Running it (vern/site/operations; docs/operations.md)
VERN_OPERATIONS_TOKEN = os.environ.get("VERN_OPERATIONS_TOKEN", "")
# What /readyz allows; 0 hours: backups are not watched.
VERN_DISK_FREE_PERCENT = int(os.environ.get("VERN_DISK_FREE_PERCENT", "5"))
VERN_MAIL_MINUTES = int(os.environ.get("VERN_MAIL_MINUTES", "15"))
VERN_WORKER_SECONDS = int(os.environ.get("VERN_WORKER_SECONDS", "60"))
VERN_BACKUP_HOURS = int(os.environ.get("VERN_BACKUP_HOURS", "0" if VERN_DEMO else "26"))

VERN_LOG_FORMAT = os.environ.get("VERN_LOG_FORMAT", "text")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"()": "vern.site.operations.logs.PlainLines"},
        "json": {"()": "vern.site.operations.logs.JsonLines"},
        "debug": {},
    },
    "filters": {"exceptions": {"()": "vern.site.operations.logs.OnlyExceptions"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "debug" if DEBUG else VERN_LOG_FORMAT,
        }
    },
    "root": {"handlers": ["console"], "level": os.environ.get("VERN_LOG", "WARNING")},
    "loggers": {
        # Django's own handlers would print what ours leaves out, or mail it.
        "django": {"handlers": [], "level": "NOTSET", "propagate": True},
        "django.request": {"level": "ERROR", "filters": ["exceptions"]},
        "vern.requests": {"level": "INFO"},
        "vern.security": {"level": "INFO"},
    },
}
