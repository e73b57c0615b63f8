"""The entry that a WSGI server loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rooftree.config.settings")
application = get_wsgi_application()

from rooftree.config.collecting import spare_what_stays  # noqa: E402  (needs Django set up)
from rooftree.config.demo_sign_ins import refuse_demo_sign_ins  # noqa: E402

refuse_demo_sign_ins()
spare_what_stays()
