"""Every address: the other faces first, then the web face, which takes the rest."""

from django.urls import include, path

urlpatterns = [
    path("", include("sightline.faces.api.urls")),
    path("", include("sightline.faces.mcp.urls")),
    path("", include("sightline.faces.web.urls")),
]
handler400 = "sightline.faces.web.views.errors.bad_request"
handler403 = "sightline.faces.web.views.errors.forbidden"
handler404 = "sightline.faces.web.views.errors.not_found"
handler500 = "sightline.faces.web.views.errors.failed"
