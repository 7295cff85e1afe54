"""The OpenAPI description: what the views cannot say of themselves."""

from typing import Any

EVALUATION_PATH = "/access/v1/evaluation"


def add_plain_views(
    result: dict[str, Any],
    generator: Any,  # noqa: ARG001
    request: Any,  # noqa: ARG001
    public: bool,  # noqa: ARG001, FBT001
) -> dict[str, Any]:
    """Describe the decision endpoint, which no framework stands around."""
    result["paths"][EVALUATION_PATH] = {
        "post": {
            "operationId": "access_evaluation",
            "summary": "Ask before a use (AuthZEN 1.0)",
            "description": "A no is status 200 with `decision: false`. Every subject "
            "that is not yours, has ended or has not chosen is answered alike.",
            "tags": ["access"],
            "security": [{"platform": ["authzen:evaluate"]}],
            "requestBody": _json(REQUEST, required=True),
            "responses": {
                "200": {"description": "The decision.", **_json(RESPONSE)},
                **{status: _said(why) for status, why in ERRORS.items()},
            },
        }
    }
    return result


def _json(schema: dict[str, Any], **more: object) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}, **more}


def _said(why: str) -> dict[str, Any]:
    return {"description": why, **_json({"type": "string"})}


def _object(required: tuple[str, ...] = (), **properties: object) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "object", "properties": properties}
    return {**schema, "required": list(required)} if required else schema


TEXT = {"type": "string"}
NAME = {"type": "string", "minLength": 1}
WORDS = {"type": "array", "items": TEXT}
REQUEST = _object(
    ("subject", "action", "resource"),
    subject=_object(
        ("type", "id"),
        type={**NAME, "examples": ["organization"]},
        id={**NAME, "description": "Code or ROR URL of the organization."},
        properties=_object(on_behalf_of=WORDS, actor=TEXT, role=TEXT),
    ),
    action=_object(
        ("name",),
        name={**NAME, "examples": ["use"]},
        properties=_object(
            way=TEXT,
            kinds=WORDS,
            leave_out=WORDS,
            topic=TEXT,
            diseases=WORDS,
            tools={"type": "boolean"},
            commercial={"type": "boolean"},
            study=TEXT,
            basis=TEXT,
            accepts=WORDS,
            evidence=_object(ethics=TEXT, months={"type": "integer"}),
        ),
    ),
    resource=_object(
        ("type", "id"),
        type={**NAME, "examples": ["participant"]},
        id={**NAME, "description": "The subject_id that you were given."},
    ),
    context=_object(places=WORDS),
)
RESPONSE = _object(
    ("decision", "context"),
    decision={"type": "boolean"},
    context=_object(
        ("result", "reasons", "leave_out", "obligations", "rule"),
        result={"type": "string", "enum": ["permit", "ask", "deny"]},
        reasons={
            "type": "array",
            "items": _object(
                ("code", "detail", "detail_for_person"),
                code=TEXT,
                about={"type": ["string", "null"]},
                detail=TEXT,
                detail_for_person=TEXT,
            ),
        },
        leave_out=WORDS,
        obligations=WORDS,
        months={"type": "integer", "description": "Delete after so many months."},
        rule=TEXT,
        version={"type": "integer", "format": "int64"},
        as_of={"type": "string", "format": "date-time"},
        valid_until={"type": "string", "format": "date-time"},
    ),
)
ERRORS = {
    "400": "Not a request that AuthZEN allows.",
    "401": "No token, or one that opens nothing.",
    "403": "The token lacks the scope.",
    "429": "Too many questions; see Retry-After.",
    "500": "No safe answer now: do not use the data.",
}
