"""Every way in which classes, duties, notices and registrations change."""

from . import classifying, confirming, duties, market

__all__ = ["classifying", "confirming", "duties", "market"]
