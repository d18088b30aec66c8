"""Every address, by module."""

from __future__ import annotations

from django.urls import include, path

from vern.core.kernel.ui import offline
from vern.core.kernel.ui.views import styleguide
from vern.site import views

urlpatterns = [
    path("", include("vern.site.operations.urls")),
    path("", include("vern.hub.desk.urls")),
    path("", include("vern.core.measures.urls")),
    path("changes/", include("vern.plan.changes.urls")),
    path("risk/", include("vern.plan.risk.urls")),
    path("", include("vern.control.incidents.urls")),
    path("rounds/", include("vern.plan.rounds.urls")),
    path("away/", include("vern.organise.absences.urls")),
    path("", include("vern.organise.directory.urls")),
    path("relay/", include("vern.organise.relay.urls")),
    path("notices/", include("vern.core.notices.urls")),
    path("files/", include("vern.core.files.urls")),
    path("figures/", include("vern.hub.figures.urls")),
    path("evidence/", include("vern.hub.evidence.urls")),
    path("content/", include("vern.hub.content.urls")),
    path("", include("vern.hub.privacy.urls")),
    path("retention/", include("vern.hub.retention.urls")),
    path("search/", include("vern.hub.search.urls")),
    path("calendar/", include("vern.hub.calendar.urls")),
    path("reports/", include("vern.review.annual_report.urls")),
    path("accounts/", include("vern.site.account_urls")),
    path("language/", views.set_language, name="set_language"),
    path("styleguide/", styleguide, name="styleguide"),
    path("sw.js", offline.service_worker, name="service_worker"),
    path("offline/", offline.nowhere, name="offline"),
    path("offline/token/", offline.token, name="offline_token"),
    path("demo/sign-in/", views.demo_sign_in, name="demo_sign_in"),
    path("demo/mail/", views.demo_mails, name="demo_mails"),
    path("demo/mail/<slug:name>/<int:index>/", views.demo_mail, name="demo_mail"),
]

handler400 = "vern.core.kernel.ui.views.bad_request"
handler403 = "vern.core.kernel.ui.views.forbidden"
handler404 = "vern.core.kernel.ui.views.not_found"
handler500 = "vern.site.operations.errors.server_error"
