"""How times read where no page says so itself, as in the admin: to the second."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j M Y, H:i:s"
TIME_FORMAT = "H:i:s"
