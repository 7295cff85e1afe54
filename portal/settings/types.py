"""For the type checker and static checks, which reach no database."""

import os

for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
    os.environ.setdefault(name, "postgresql://nobody@localhost/none")

from portal.settings.test import *  # noqa: E402
