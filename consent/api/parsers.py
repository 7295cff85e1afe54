"""Reading the bodies of platforms: JSON as RFC 8259 has it, and not without end."""

from http import HTTPStatus
from typing import IO, Any, cast

import orjson
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

MAX_BYTES = 4 * 1024 * 1024


class TooLong(APIException):
    """The body is longer than any that we read."""

    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_detail = f"Send at most {MAX_BYTES} bytes at once."
    default_code = "too_long"


class JSONBody(BaseParser):
    """One JSON value in UTF-8, whatever character set is named."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,  # noqa: ARG002
        parser_context: Any = None,  # noqa: ARG002
    ) -> dict[str, Any]:
        return cast("dict[str, Any]", _value(_read(stream), "The body is not JSON."))


class LinesBody(BaseParser):
    """One JSON value on each line."""

    media_type = "application/x-ndjson"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,  # noqa: ARG002
        parser_context: Any = None,  # noqa: ARG002
    ) -> dict[str, Any]:
        lines = [line for line in _read(stream).splitlines() if line.strip()]
        values = [_value(line, "A line is not JSON.") for line in lines]
        # The view takes a list as well; only the parser's type does not say so.
        return cast("dict[str, Any]", values)


def _read(stream: IO[Any]) -> bytes:
    body: bytes = stream.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise TooLong
    return body


def _value(text: bytes, complaint: str) -> object:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise ParseError(complaint) from error
