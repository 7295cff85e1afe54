"""Marks sentences for translation without loading a framework."""


def gettext_noop(message: str) -> str:
    return message
