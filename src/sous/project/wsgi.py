"""The WSGI application that the web server loads."""

import gc
import os
from importlib import import_module

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sous.project.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

# All code is loaded now, before the first request rather than during it, and stays. Looking through
# it for garbage again and again would hold up one page in a hundred for a quarter of a second.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
