"""The site with the bare pages of the benchmarks among its addresses, as a server of its own serves it."""

from django.conf import settings

from rooftree.config.wsgi import application as site

settings.ROOT_URLCONF = "benchmarks.bare_page"
application = site
