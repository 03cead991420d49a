"""The WSGI application, and the work in the background that lives beside it. Imported once in each web worker: importing it starts the threads."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sightline.site.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from sightline.kernel.installation.serving import end_with_parent, settle

application = get_wsgi_application()
end_with_parent()
settle()
if settings.SIGHTLINE_WORKER:
    from sightline.kernel.jobs.running import Jobs

    jobs = Jobs()
    jobs.start()
