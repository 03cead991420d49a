"""Settings. Everything comes from the environment; the default needs no service: SQLite in the data directory, files beside it."""

import os
from pathlib import Path

from .environment import allowed_hosts, database, logging_to_stderr, mail, public_url, static_mark, trusted_origins
from .secret import secret_key

HOME = Path(os.environ.get("SIGHTLINE_HOME", "sightline-data")).resolve()
BASE = Path(__file__).resolve().parents[1]


SECRET_KEY = secret_key(HOME)
DEBUG = False
ALLOWED_HOSTS = allowed_hosts(os.environ)
CSRF_TRUSTED_ORIGINS = trusted_origins(os.environ)
DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""), HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "kernel.Account"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "sightline.kernel",
    "sightline.kernel.imports",
    "sightline.kernel.witnesses",
    "sightline.kernel.signing",
    "sightline.kernel.invitations",
    "sightline.aims.organisation",
    "sightline.aims.inventory",
    "sightline.aims.inventory.suppliers",
    "sightline.aims.inventory.intake",
    "sightline.aims.inventory.resources",
    "sightline.aims.inventory.flows",
    "sightline.aims.inventory.ai_act",
    "sightline.aims.discovery",
    "sightline.readers.frameworks",
    "sightline.readers.conformity",
    "sightline.readers.law",
    "sightline.readers.conformity.assessments",
    "sightline.readers.reports",
    "sightline.readers.packs",
    "sightline.readers.exchange.oscal",
    "sightline.faces.web",
    "sightline.faces.api",
    # After the web face, whose templates stand in front of theirs.
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
MIDDLEWARE = [
    "sightline.faces.web.middleware.headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sightline.faces.web.middleware.Actors",
]
ROOT_URLCONF = "sightline.site.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sightline.faces.web.context.shell",
            ]
        },
    }
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("email", "name")}},
]
LOGIN_URL = "account_login"
CSRF_FAILURE_VIEW = "sightline.faces.web.views.errors.stale_form"
LOGIN_REDIRECT_URL = "/"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
ACCOUNT_ADAPTER = "sightline.faces.web.signing_in.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
MFA_ADAPTER = "sightline.faces.web.signing_in.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
ACCOUNT_FORMS = {"login": "sightline.faces.web.key_forms.SignIn", "reset_password": "sightline.faces.web.key_forms.ForgotPassword"}
MFA_FORMS = {"add_webauthn": "sightline.faces.web.key_forms.AddPasskey"}
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Browsers themselves allow keys only over https, and on this machine.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
MFA_TOTP_ISSUER = "Sightline"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"
# Files are served as they lie in the packages, without a build: their addresses carry a hash over all of them, so browsers may keep them for ever.
STATIC_URL = f"/static/{static_mark(sorted(BASE.glob('*/*/static')))}/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/[0-9a-f]{12}/"
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Behind https (SIGHTLINE_URL) cookies travel by https only, and the proxy's X-Forwarded-Proto is believed.
SIGHTLINE_URL = public_url(os.environ)
_HTTPS = SIGHTLINE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if _HTTPS else "http"

globals().update(mail(os.environ, HOME))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "Sightline <sightline@localhost>")
LOGGING = logging_to_stderr(os.environ.get("SIGHTLINE_LOG", "WARNING"))
# A file of 2 GB is turned away by its reader in plain words; what is not a file has no reason to be large.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

SIGHTLINE_HOME = HOME
SIGHTLINE_WORKER = os.environ.get("SIGHTLINE_WORKER", "on").lower() not in {"off", "no", "false", "0"}
SIGHTLINE_PERMISSIONS = BASE / "site" / "permissions.yaml"
SIGHTLINE_CHECKPOINTS = os.environ.get("SIGHTLINE_CHECKPOINTS", "")
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": HOME / "files"}},
    "evidence": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": HOME / "evidence"}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
