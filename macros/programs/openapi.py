"""The static endpoints of the JSON API, described for programs that write programs: OpenAPI 3.1 and JSON Schema."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from ..catalogue.addresses import API
from .documents import SCHEMAS

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_ENDPOINTS = {
    "codes.json": ("codes", "Every code of every venue"),
    "venues.json": ("venues", "Every venue, without its codes"),
    "venues/{venue}.json": ("venue", "One venue with its codes"),
    "venues/{venue}/{slug}.json": ("code", "One code of one venue"),
    "equivalents.json": ("equivalents", "Every error condition, with the codes that mean it"),
    "equivalents/{id}.json": ("equivalent", "One error condition"),
    "anomalies.json": ("anomalies", "Everything wrong or surprising in the venues' documents"),
    "collisions.json": ("collisions", "Codes that different venues use"),
}

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
    paths = {
        API + path: _operation(path, name, summary, {"application/json": {"schema": schema_of[name]}})
        for path, (name, summary) in _ENDPOINTS.items()
    }
    for name, kind in [("venue_errors.py", "text/x-python"), ("venue-errors.ts", "text/typescript")]:
        summary = "A module that turns a reply into what to do next"
        paths[API + name] = _operation(
            name, name.replace(".", "-"), summary, {kind: {"schema": {"type": "string"}}}
        )
    paths[f"{API}codes.csv"] = _operation(
        "codes.csv",
        "codes-table",
        "Every entry as a line of a table",
        {"text/csv": {"schema": {"type": "string"}}},
    )
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


def _operation(path: str, name: str, summary: str, content: dict[str, Any]) -> dict[str, Any]:
    parameters = [parameter for parameter in _PARAMETERS if f"{{{parameter}}}" in path]
    responses = {"200": {"description": summary, "content": content}}
    if parameters:
        responses["404"] = {"description": "The catalogue has no such thing."}
    return {
        "get": {
            "operationId": name,
            "summary": summary,
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
