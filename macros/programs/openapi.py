"""The static endpoints of the JSON API, described for programs that write programs: OpenAPI 3.1 and JSON Schema."""

from __future__ import annotations

from typing import Any, NamedTuple

from pydantic.json_schema import models_json_schema

from ..catalogue.addresses import API
from .documents import SCHEMAS

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_TYPES = {
    "json": "application/json",
    "ndjson": "application/x-ndjson",
    "csv": "text/csv",
    "py": "text/x-python",
    "ts": "text/typescript",
}
_MODULE = "A module that turns a reply into what to do next"


class Endpoint(NamedTuple):
    """A document, or all documents of one kind."""

    path: str
    """Below api/v1/; a name in braces is one of the parameters."""
    about: str
    schema: str | None
    """The name of its JSON Schema; of NDJSON, that of each line."""
    own_operation: str | None = None

    @property
    def operation(self) -> str | None:
        """The operation that gets it, by which generated clients call their functions."""
        return self.own_operation or self.schema

    @property
    def type(self) -> str:
        """Its media type."""
        return _TYPES[self.path.rpartition(".")[2]]


ENDPOINTS = [
    Endpoint("index.json", "Every document: where it is, and what it holds", "index"),
    Endpoint("version.json", "Whether anything has changed", "version"),
    Endpoint("codes.json", "Every code of every venue", "codes"),
    Endpoint("codes.csv", "Every entry as a line of a table", None, "codes-table"),
    Endpoint("venues.json", "Every venue, without its codes", "venues"),
    Endpoint("venues/{venue}.json", "One venue with its codes", "venue"),
    Endpoint("venues/{venue}.csv", "Every entry of a venue as one line of a table", None, "venue-table"),
    Endpoint("venues/{venue}.ndjson", "Every entry of a venue as a line of JSON", "line", "venue-lines"),
    Endpoint("venues/{venue}/{slug}.json", "One code of one venue", "code"),
    Endpoint("equivalents.json", "Every error condition, and which codes mean it", "equivalents"),
    Endpoint("equivalents/{id}.json", "One error condition, with the entries that mean it", "equivalent"),
    Endpoint("anomalies.json", "Everything wrong or surprising in the venues' documents", "anomalies"),
    Endpoint("collisions.json", "Codes that different venues use", "collisions"),
    Endpoint("changes.json", "What was changed in the catalogue, newest first", "changes"),
    Endpoint(
        "changes/{part}.json", "Older changes; each part leads to the one before", "changes", "older-changes"
    ),
    Endpoint("venue_errors.py", _MODULE, None, "venue_errors-py"),
    Endpoint("venue-errors.ts", _MODULE, None, "venue-errors-ts"),
]
"""Everything below api/v1/ but what describes it: this description and the schemas."""

_ID = "^[a-z0-9]+(-[a-z0-9]+)*$"
_SLUG = "The code in lower case, every run of characters outside a-z, 0-9 and `-` replaced by one `-`."
_PARAMETERS = {
    "venue": ("The id of a venue, from venues.json.", _ID, "hashkey-global"),
    "slug": (_SLUG, "^[a-z0-9-]+$", "0001"),
    "id": ("The id of an error condition, from equivalents.json.", _ID, "insufficient-balance"),
    "part": ("The number of a part, from `older` of the part after it.", "^[1-9][0-9]*$", "1"),
}


def description(site_url: str, data_version: str) -> dict[str, Any]:
    """The OpenAPI document."""
    references, shared = models_json_schema(
        [(document, "serialization") for document in SCHEMAS.values()],
        ref_template="#/components/schemas/{model}",
    )
    schema_of = {name: references[document, "serialization"] for name, document in SCHEMAS.items()}
    paths = {API + endpoint.path: _operation(endpoint, schema_of) for endpoint in ENDPOINTS}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Venue Error Codes",
            "version": "1",
            "summary": "The error codes of trading venues, with what each means and what to do.",
            "description": "Static files, made from one state of the catalogue. Only GET; no key, no limit.",
            "license": {"name": "MIT", "identifier": "MIT"},
            "x-data-version": data_version,
        },
        "servers": [{"url": site_url.rstrip("/")}],
        "paths": paths,
        "components": {
            "schemas": shared["$defs"],
            "parameters": {name: _parameter(name, *facts) for name, facts in _PARAMETERS.items()},
        },
    }


def _operation(endpoint: Endpoint, schema_of: dict[str, Any]) -> dict[str, Any]:
    parameters = [parameter for parameter in _PARAMETERS if f"{{{parameter}}}" in endpoint.path]
    is_json = endpoint.path.endswith(".json")
    schema = schema_of[endpoint.schema] if endpoint.schema and is_json else {"type": "string"}
    content = {endpoint.type: {"schema": schema}}
    responses: dict[str, Any] = {"200": {"description": endpoint.about, "content": content}}
    if parameters:
        responses["404"] = {"description": "The catalogue has no such thing."}
    return {
        "get": {
            "operationId": endpoint.operation,
            "summary": endpoint.about,
            "parameters": [{"$ref": f"#/components/parameters/{parameter}"} for parameter in parameters],
            "responses": responses,
        }
    }


def _parameter(name: str, meaning: str, pattern: str, example: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": meaning,
        "schema": {"type": "string", "pattern": pattern},
        "example": example,
    }
