"""The wire contract as a judge: it finds a request's operation and tells what in a request or an answer breaks it.

The contract is OpenAPI 3.1, whose schemas are JSON Schema Draft 2020-12. What is told of a violation never repeats
the value that was sent: a body may hold account numbers, a header a token.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import yaml
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from landlord_desktop.sandbox.storage import JsonObject

JSON = "application/json"
PROBLEM_JSON = "application/problem+json"
MOST_VIOLATIONS = 50

_BASE = "urn:inosio-contract"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z", re.ASCII)
_INTEGER = re.compile(r"-?\d{1,18}", re.ASCII)
_SENTENCES = {
    "required": "{message}",
    "type": "must be of type {value}",
    "enum": "must be one of {value}",
    "pattern": "does not have the form {value}",
    "format": "is not a valid {value}",
    "minLength": "must not be empty",
    "minimum": "must be at least {value}",
    "maximum": "must be at most {value}",
}


@dataclass(frozen=True, slots=True)
class Violation:
    """What breaks the contract: `pointer` says where ("/body/tenants/0/name"), `detail` what should be there."""

    pointer: str
    detail: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A path, query or header parameter; `schema` points at its schema in the contract."""

    name: str
    place: str
    required: bool
    whole_number: bool
    default: Any
    schema: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path. `body` and the values of `answers` point at schemas; None means no content."""

    method: str
    template: str
    pattern: re.Pattern[str]
    parameters: tuple[Parameter, ...]
    body: str | None
    answers: Mapping[str, Mapping[str, str]]

    @property
    def key(self) -> tuple[str, str]:
        """Method and path template, the name of the operation."""
        return self.method, self.template


def format_checker() -> FormatChecker:
    """The formats that the contract names, strictly: a time is RFC 3339 in UTC with Z."""
    checker = FormatChecker(formats=())

    @checker.checks("date", raises=ValueError)
    def is_date(value: object) -> bool:
        return not isinstance(value, str) or bool(_DATE.fullmatch(value) and date.fromisoformat(value))

    @checker.checks("date-time", raises=ValueError)
    def is_instant(value: object) -> bool:
        return not isinstance(value, str) or bool(_INSTANT.fullmatch(value) and datetime.fromisoformat(value))

    @checker.checks("uuid", raises=ValueError)
    def is_uuid(value: object) -> bool:
        return not isinstance(value, str) or str(UUID(value)) == value.lower()

    @checker.checks("uri", raises=ValueError)
    def is_uri(value: object) -> bool:
        return not isinstance(value, str) or all(urlsplit(value)[:2])

    return checker


@cache
def _document(path: Path) -> JsonObject:
    document: JsonObject = yaml.safe_load(path.read_text(encoding="utf-8"))
    return document


class Contract:
    """The contract, read once a process. `operations` are all of them, in the order of the file."""

    def __init__(self, path: Path) -> None:
        self._document = _document(path)
        contents = Resource.from_contents(self._document, default_specification=DRAFT202012)
        self._registry: Registry[Any] = Registry().with_resource(_BASE, contents)
        self._formats = format_checker()
        self._validators: dict[str, Draft202012Validator] = {}
        self.operations = tuple(self._operations())

    def find(self, method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
        """The operation of a request and its path parameters; None where the contract has no such path or method."""
        for operation in self.operations:
            match = operation.pattern.fullmatch(path)
            if match is not None and operation.method == method:
                return operation, match.groupdict()
        return None

    def methods_of(self, path: str) -> list[str]:
        """The methods that the contract has for a path."""
        return [operation.method for operation in self.operations if operation.pattern.fullmatch(path)]

    def parameters(
        self,
        operation: Operation,
        path: Mapping[str, str],
        query: Sequence[tuple[str, str]],
        headers: Mapping[str, str],
    ) -> tuple[dict[str, Any], list[Violation]]:
        """The parameters by name with their defaults, and what is wrong with them. Header names are in lower case."""
        values: dict[str, Any] = {}
        found = [
            Violation(f"/query/{name}", "is not a parameter of this operation")
            for name in dict(query)
            if all(known.name != name or known.place != "query" for known in operation.parameters)
        ]
        names = [name for name, _ in query]
        for known in operation.parameters:
            places: dict[str, Mapping[str, str]] = {"path": path, "query": dict(query), "header": headers}
            text = places[known.place].get(known.name.lower() if known.place == "header" else known.name)
            pointer = f"/{known.place}/{known.name}"
            if known.place == "query" and names.count(known.name) > 1:
                found.append(Violation(pointer, "is given more than once"))
            elif text is None and known.required:
                found.append(Violation(pointer, "is missing"))
            elif text is None:
                values[known.name] = known.default
            else:
                values[known.name] = _whole_number(text) if known.whole_number else text
                found += self.check(known.schema, values[known.name], pointer)
        return values, found

    def check_body(self, operation: Operation, content_type: str, body: object) -> list[Violation]:
        """What is wrong with a request's body; an operation that has one always needs it."""
        if operation.body is None:
            return []
        if _media_type(content_type) != JSON:
            return [Violation("/header/Content-Type", f"must be {JSON}")]
        return self.check(operation.body, body, "/body")

    def check_answer(
        self, operation: Operation, status: int, headers: Mapping[str, str], body: object
    ) -> list[Violation]:
        """What is wrong with an answer of ours; `body` is None where nothing is sent. Header names in lower case."""
        found = [] if headers.get("x-request-id") else [Violation("/header/X-Request-Id", "is missing")]
        media = _media_type(headers.get("content-type", ""))
        if status >= 400:
            found += [] if media == PROBLEM_JSON else [Violation("/header/Content-Type", f"must be {PROBLEM_JSON}")]
            return found + self.check_problem(status, body)
        content = operation.answers.get(str(status))
        if content is None:
            return [*found, Violation("/status", "is no answer of this operation")]
        if not content:
            return found if body is None else [*found, Violation("/body", "must be empty")]
        if media not in content:
            return [*found, Violation("/header/Content-Type", f"must be {' or '.join(content)}")]
        return found + self.check(content[media], body, "/body")

    def check_problem(self, status: int, body: object) -> list[Violation]:
        """What is wrong with a problem; that of a 412 must hold the batch's present header."""
        found = self.check("#/components/schemas/Problem", body, "/body")
        if isinstance(body, dict) and body.get("status") != status:
            found.append(Violation("/body/status", "must be the answer's status"))
        if status == 412 and isinstance(body, dict):
            found += self.check("#/components/schemas/BatchHeader", body.get("batch"), "/body/batch")
        return found

    def check(self, schema: str, value: object, place: str) -> list[Violation]:
        """Where `value` breaks the schema that `schema` points at ("#/components/schemas/Money")."""
        if schema not in self._validators:
            self._validators[schema] = Draft202012Validator(
                {"$ref": _BASE + schema}, registry=self._registry, format_checker=self._formats
            )
        return _told(self._validators[schema].iter_errors(value), place)

    def _operations(self) -> Iterable[Operation]:
        for template, methods in self._document["paths"].items():
            for method, description in methods.items():
                place = f"#/paths/{_escaped(template)}/{method}"
                listed = enumerate(description.get("parameters", []))
                yield Operation(
                    method=method.upper(),
                    template=template,
                    pattern=re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template)),
                    parameters=tuple(self._parameter(item, f"{place}/parameters/{index}") for index, item in listed),
                    body=f"{place}/requestBody/content/application~1json/schema"
                    if "requestBody" in description
                    else None,
                    answers={
                        status: self._content(answer, f"{place}/responses/{status}")
                        for status, answer in description["responses"].items()
                    },
                )

    def _parameter(self, item: JsonObject, place: str) -> Parameter:
        item, place = self._resolved(item, place)
        schema = item["schema"]
        return Parameter(
            name=item["name"],
            place=item["in"],
            required=item.get("required", False),
            whole_number=schema["type"] == "integer",
            default=schema.get("default"),
            schema=f"{place}/schema",
        )

    def _content(self, answer: JsonObject, place: str) -> dict[str, str]:
        answer, place = self._resolved(answer, place)
        return {media: f"{place}/content/{_escaped(media)}/schema" for media in answer.get("content", {})}

    def _resolved(self, item: JsonObject, place: str) -> tuple[JsonObject, str]:
        if "$ref" not in item:
            return item, place
        place = item["$ref"]
        found: Any = self._document
        for part in place.removeprefix("#/").split("/"):
            found = found[part]
        return found, place


def _escaped(part: str) -> str:
    """One part of a JSON pointer inside a URI fragment."""
    return part.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")


def _media_type(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _whole_number(text: str) -> int | str:
    return int(text) if _INTEGER.fullmatch(text) else text


def _told(errors: Iterable[ValidationError], place: str) -> list[Violation]:
    found = []
    for error in errors:
        pointer = place + "".join(f"/{_escaped(str(part))}" for part in error.absolute_path)
        sentence = _SENTENCES.get(str(error.validator), "breaks the rule {rule}")
        value = error.validator_value
        listed = ", ".join(map(str, value)) if isinstance(value, list) else value
        # Only the sentence of a missing member is taken over: the others quote what was sent.
        message = error.message if error.validator == "required" else ""
        found.append(Violation(pointer, sentence.format(value=listed, rule=error.validator, message=message)))
        if len(found) == MOST_VIOLATIONS:
            break
    return found
