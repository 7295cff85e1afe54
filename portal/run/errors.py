"""What may stop a start; each is said in one line, without a traceback."""


class CannotStart(Exception):
    """The message tells a newcomer what is wrong and what to do."""
