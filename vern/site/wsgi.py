"""The application as a web server runs it."""

import os
from threading import Thread

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from vern.core.kernel.documents import charts

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vern.site.settings")
application = get_wsgi_application()
# Django reads the addresses, and with them most of our code, at the first request.
get_resolver().url_patterns  # noqa: B018 (reading it is the point)
# The first chart of a process takes a second; nobody should wait for it.
Thread(target=charts.warm_up, daemon=True).start()
