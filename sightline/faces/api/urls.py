"""The addresses of the API. What is not among them is a problem document too, never a page."""

from django.urls import path, re_path

from . import computed, views
from .endpoints import nothing_here
from .reference import reference_page

urlpatterns = [
    path("api/", reference_page, name="api-reference"),
    path("api/<slug:slug>/", reference_page, name="api-group"),
    path("api/v1/openapi.json", views.OPENAPI, name="api-openapi"),
    path("api/v1/registers", views.REGISTERS),
    path("api/v1/search", views.SEARCH),
    path("api/v1/conformity/<str:framework>", computed.CONFORMITY),
    path("api/v1/coverage", computed.COVERAGE),
    path("api/v1/sight/<str:reference>", computed.SIGHT),
    path("api/v1/readiness", computed.READINESS),
    path("api/v1/reports/<str:name>", computed.REPORT),
    path("api/v1/pack", computed.PACK),
    path("api/v1/ledger/checkpoint", computed.CHECKPOINT),
    path("api/v1/ledger/verification", computed.VERIFICATION),
    path("api/v1/ledger/check", computed.CHECK),
    path("api/v1/do", views.NO_ACTION),
    path("api/v1/do/<str:action>", views.DO),
    path("api/v1/<str:register>", views.LIST),
    path("api/v1/<str:register>/<str:reference>", views.RECORD),
    path("api/v1/<str:register>/<str:reference>/history", views.HISTORY),
    path("api/v1/<str:register>/<str:reference>/proof", views.PROOF),
    path("api/v1/<str:register>/<str:reference>/files/<str:name>", computed.FILE_OF),
    path("api/v1/<str:register>/<str:reference>/do/<str:action>", views.DO_ON_RECORD),
    re_path(r"^api/.*$", nothing_here),
]
