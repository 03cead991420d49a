"""The product's own settings, with the models that are compared and the two history packages. Only measures use them."""

from sightline.site.settings import *  # noqa: F403
from sightline.site.settings import INSTALLED_APPS as _APPS

# A copy in memory would measure another product: the data directory is SIGHTLINE_HOME, as always.
INSTALLED_APPS = [*_APPS, "simple_history", "auditlog", "tests.bench"]
ALLOWED_HOSTS = ["*"]
# Sessions of the measured client; hashing a password is no part of any page.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
