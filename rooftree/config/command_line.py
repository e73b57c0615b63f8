"""Where `rooftree <verb>` begins: the service's verbs, the site's, and plain words for what went wrong."""

import sys
from contextlib import AbstractContextManager

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, ProgrammingError

from rooftree.cli import (  # noqa: F401  # each adds its verbs
    councils,
    everything,
    general_ledger,
    holidays,
    ledger_journal,
    load,
    mail,
    officers,
    rent_file,
    rent_run,
    rent_values,
    tokens,
)
from rooftree.cli.app import NOT_DONE, app, err
from rooftree.config import start_up, verbs  # noqa: F401  # adds the site's
from rooftree.config.embedded import EmbeddedError
from rooftree.foundations.refusals import Refused


class Here:
    """The site that this command line belongs to."""

    def database(self) -> AbstractContextManager[None]:
        """Have the database up and the service ready to import for the length of a block."""
        return start_up.database()


def main() -> None:
    """Do what the command line says."""
    try:
        app(obj=Here(), prog_name="rooftree")
    except (EmbeddedError, ImproperlyConfigured, Refused) as error:
        sentence = str(error)
    except OperationalError as error:
        sentence = f"The database does not answer: {str(error).strip()}"
    except ProgrammingError as error:
        if "does not exist" not in str(error):
            raise
        sentence = "The database has not been migrated. Run: rooftree migrate"
    err.print(sentence, markup=False)
    sys.exit(NOT_DONE)


if __name__ == "__main__":
    main()
