"""The static endpoints of the JSON API, described for programs that write programs: OpenAPI 3.1 and JSON Schema."""

from __future__ import annotations

from typing import Any, NamedTuple

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from ..catalogue.addresses import API
from .documents import SCHEMAS

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_JSON = "application/json"


class Endpoint(NamedTuple):
    """A document, or all documents of one kind."""

    path: str
    """Below api/v1/; a name in braces is one of the parameters."""
    operation: str
    """The operation that gets it, by which generated clients call their functions."""
    about: str
    type: str = _JSON
    schema: str | None = None
    """The name of its JSON Schema; of NDJSON, that of each line."""


def _document(path: str, schema: str, about: str, operation: str = "") -> Endpoint:
    return Endpoint(path, operation or schema, about, _JSON, schema)


ENDPOINTS = [
    _document("index.json", "index", "Every document: where it is, and what it holds"),
    _document("version.json", "version", "Whether anything has changed"),
    _document("codes.json", "codes", "Every code of every venue"),
    Endpoint("codes.csv", "codes-table", "Every entry as a line of a table", "text/csv"),
    _document("venues.json", "venues", "Every venue, without its codes"),
    _document("venues/{venue}.json", "venue", "One venue with its codes"),
    Endpoint(
        "venues/{venue}.csv", "venue-table", "Every entry of a venue as one line of a table", "text/csv"
    ),
    Endpoint(
        "venues/{venue}.ndjson",
        "venue-lines",
        "Every entry of a venue as a line of JSON",
        "application/x-ndjson",
        "line",
    ),
    _document("venues/{venue}/{slug}.json", "code", "One code of one venue"),
    _document("equivalents.json", "equivalents", "Every error condition, and which codes mean it"),
    _document("equivalents/{id}.json", "equivalent", "One error condition, with the entries that mean it"),
    _document("anomalies.json", "anomalies", "Everything wrong or surprising in the venues' documents"),
    _document("collisions.json", "collisions", "Codes that different venues use"),
    _document("changes.json", "changes", "What was changed in the catalogue, newest first"),
    _document(
        "changes/{part}.json", "changes", "Older changes; each part leads to the one before", "older-changes"
    ),
    Endpoint(
        "venue_errors.py",
        "venue_errors-py",
        "A module that turns a reply into what to do next",
        "text/x-python",
    ),
    Endpoint(
        "venue-errors.ts",
        "venue-errors-ts",
        "A module that turns a reply into what to do next",
        "text/typescript",
    ),
]
"""Everything below api/v1/ but what describes it: this description and the schemas."""

_PARAMETERS = {
    "venue": ("The id of a venue, from venues.json.", "^[a-z0-9]+(-[a-z0-9]+)*$", "hashkey-global"),
    "slug": (
        "The code in lower case, every run of characters outside a-z, 0-9 and `-` replaced by one `-`.",
        "^[a-z0-9-]+$",
        "0001",
    ),
    "id": (
        "The id of an error condition, from equivalents.json.",
        "^[a-z0-9]+(-[a-z0-9]+)*$",
        "insufficient-balance",
    ),
    "part": ("The number of a part, from `older` of the part after it.", "^[1-9][0-9]*$", "1"),
}


def schema(document: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema of one kind of document."""
    return document.model_json_schema(mode="serialization")


def description(site_url: str, data_version: str) -> dict[str, Any]:
    """The OpenAPI document."""
    references, shared = models_json_schema(
        [(document, "serialization") for document in SCHEMAS.values()],
        ref_template="#/components/schemas/{model}",
    )
    schema_of = {name: references[document, "serialization"] for name, document in SCHEMAS.items()}
    text = {"type": "string"}
    paths = {
        API + endpoint.path: _operation(
            endpoint, schema_of[endpoint.schema] if endpoint.schema and endpoint.type == _JSON else text
        )
        for endpoint in ENDPOINTS
    }
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


def _operation(endpoint: Endpoint, schema: dict[str, Any]) -> dict[str, Any]:
    parameters = [parameter for parameter in _PARAMETERS if f"{{{parameter}}}" in endpoint.path]
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
