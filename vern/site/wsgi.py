"""The application as a web server runs it."""

import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

from vern.core.kernel.documents import charts

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vern.site.settings")
application = get_wsgi_application()
# The first chart of a process takes a second; nobody should wait for it.
Thread(target=charts.warm_up, daemon=True).start()
