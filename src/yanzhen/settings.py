"""Django's settings. Everything an installation may set comes from `YZ_*` in the environment (see `config`)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import django_stubs_ext

from yanzhen import config

# Django's classes take type parameters only in their stubs; this lets them stand in running code.
django_stubs_ext.monkeypatch()

YZ_HOME = config.home()
YZ_DIGEST = config.digest()
DATABASES: dict[str, dict[str, Any]] = {"default": config.database(YZ_HOME)}

YZ_SEALING_KEY = config.sealing_key(YZ_HOME)
SECRET_KEY = config.secret_key(YZ_HOME)
config.keep_private(DATABASES["default"])

DEBUG = config.flag("YZ_DEBUG")
ROOT_URLCONF = "yanzhen.urls"
WSGI_APPLICATION = "yanzhen.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "guard.Account"
AUTHENTICATION_BACKENDS = ["yanzhen.kernel.guard.signin.Accounts"]

PACKS = config.words("YZ_PACKS") or ["yanzhen.packs.township", "yanzhen.packs.visits"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "django.contrib.messages",
    "csp",
    "django_htmx",
    "template_partials",
    "ninja",
    "yanzhen.kernel.base",
    "yanzhen.kernel.register",
    "yanzhen.kernel.guard",
    "yanzhen.kernel.jobs",
    "yanzhen.kernel.records",
    "yanzhen.kernel.papers",
    "yanzhen.kernel.flows",
    "yanzhen.kernel.intake",
    "yanzhen.kernel.figures",
    "yanzhen.kernel.reports",
    "yanzhen.kernel.audit",
    *PACKS,
    "yanzhen.faces.web",
    "django.forms",
    "yanzhen.faces.api",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "yanzhen.faces.web.language.ByCookie",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "yanzhen.faces.web.guarding.Door",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "yanzhen.faces.web.shell.context",
            ]
        },
    }
]
FORM_RENDERER = "yanzhen.faces.web.formlook.FormLook"

# Words, days and numbers.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "yz_language"
LOCALE_PATHS = [config.PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# Who may knock: YZ_ORIGINS=https://yz.example.gov.cn,http://10.1.2.3:8000 ; without it this machine only.
_ORIGINS = config.words("YZ_ORIGINS")
_SECURE = bool(_ORIGINS) and all(origin.startswith("https://") for origin in _ORIGINS)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *(urlsplit(origin).hostname or "" for origin in _ORIGINS)]
CSRF_TRUSTED_ORIGINS = _ORIGINS
YZ_URL = _ORIGINS[0] if _ORIGINS else "http://127.0.0.1:8000"  # where a file made at the console leads back to
# Whose X-Forwarded-For is believed: YZ_PROXIES=10.1.2.3 ; without it nobody's, and all who come through a proxy are one address.
YZ_PROXIES = config.networks("YZ_PROXIES")

# Signing in. The session is a signed cookie that holds no personal data; it is checked against the account and its
# posts at each request, so it needs no table.
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_NAME = "yz_session"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _SECURE and YZ_PROXIES else None
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "yz_csrf"
CSRF_FAILURE_VIEW = "yanzhen.faces.web.views.errors.forged"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = _SECURE
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = _SECURE
LOGIN_URL = "sign_in"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# What a browser may do with our pages.
_SELF = ["'self'"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": _SELF,
        "style-src": _SELF,
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": _SELF,
        "connect-src": _SELF,
        "manifest-src": _SELF,
        "worker-src": _SELF,
        "form-action": _SELF,
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if _SECURE else 0

# Files. Pages' own files carry their digest in the name once collected; YZ_STATIC=plain serves them as they lie.
STATIC_URL = "static/"
STATIC_ROOT = YZ_HOME / "static"
_PLAIN = config.flag("YZ_DEBUG") or config.words("YZ_STATIC") == ["plain"]
WHITENOISE_USE_FINDERS = _PLAIN
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "yanzhen.kernel.base.storage.FsyncStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if _PLAIN
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = YZ_HOME / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# No page, query or figure is cached: what one person may see must never be served to another.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "yanzhen.logs.Impersonal"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "waitress.queue": {"level": "ERROR"},  # a request that waits its turn for a moment is no news
    },
}
