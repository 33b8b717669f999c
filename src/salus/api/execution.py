"""From the text of a GraphQL request to its answer, once for all transports."""

from __future__ import annotations

import logging
import re
import traceback
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

import orjson
import psycopg
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    execute,
    parse,
    subscribe,
    validate,
)

from salus.api.limits import MOST_TOKENS, check_cost, check_size
from salus.api.operation import Operation
from salus.kit.errors import OperatorError, RecordSkipped, SalusError, UserInputError

LOG = logging.getLogger("salus.api")

MOST_CACHED: Final = 512
LONGEST_CACHED: Final = 32_768
_HASH: Final = re.compile(r"(?:sha256:)?([0-9a-f]{40,64})")


@dataclass(frozen=True, slots=True)
class Request:
    """What one GraphQL request asks."""

    text: str | None
    """None where only the hash of a known document was sent."""
    document_id: str | None
    operation_name: str | None
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that was read and found valid, or the reasons why it is not."""

    document: DocumentNode | None
    errors: tuple[GraphQLError, ...]


class BadRequest(Exception):  # noqa: N818 (an answer, no fault of ours)
    """What was sent is not one GraphQL request; `status` is for HTTP."""

    def __init__(self, message: str, *, code: str = "bad_request", status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.status = status

    def answer(self) -> dict[str, Any]:
        """Return the GraphQL answer that says so."""
        return {"errors": [{"message": str(self), "extensions": {"code": self.code}}]}


def read_request(payload: object) -> Request:
    """Return the request in a decoded JSON body.

    Raises: BadRequest for a batch, for what is no object, and for fields of another type.
    """
    if isinstance(payload, list):
        raise BadRequest("Batches are not answered; send one request at a time.", code="batch")
    if not isinstance(payload, dict):
        raise BadRequest("A GraphQL request is a JSON object with `query` and, if need be, `variables`.")
    text, name, variables = payload.get("query"), payload.get("operationName"), payload.get("variables")
    if not (text is None or isinstance(text, str)):
        raise BadRequest("`query` must be a string.")
    if not (name is None or isinstance(name, str)):
        raise BadRequest("`operationName` must be a string.")
    if not (variables is None or isinstance(variables, dict)):
        raise BadRequest("`variables` must be an object.")
    document_id = _document_id(payload)
    if text is None and document_id is None:
        raise BadRequest("The request has no `query`.")
    return Request(text, document_id, name or None, variables or {})


class Executor:
    """Runs requests against one schema; keeps what it read of documents that came before."""

    def __init__(self, schema: GraphQLSchema, documents: Mapping[str, str] | None = None) -> None:
        self._schema = schema
        self._documents = documents or {}
        self._prepared: OrderedDict[str, Prepared] = OrderedDict()

    def operation(self, request: Request) -> tuple[DocumentNode, OperationDefinitionNode] | dict[str, Any]:
        """Return the operation to run, or the answer that says why none can be run."""
        text = request.text
        if text is None:
            text = self._documents.get(request.document_id or "")
            if text is None:
                return {
                    "errors": [
                        {
                            "message": "This document is not known here; send its text, or reload the page.",
                            "extensions": {"code": "unknown_document"},
                        }
                    ]
                }
        prepared = self._prepare(text)
        if prepared.document is None or prepared.errors:
            return {"errors": [_formatted(error) for error in prepared.errors]}
        operations = [d for d in prepared.document.definitions if isinstance(d, OperationDefinitionNode)]
        if request.operation_name is not None:
            operations = [o for o in operations if o.name and o.name.value == request.operation_name]
        if len(operations) != 1:
            said = (
                "has no operation of that name" if request.operation_name else "has not exactly one operation"
            )
            return {"errors": [{"message": f"The document {said}.", "extensions": {"code": "bad_request"}}]}
        refusal = check_cost(prepared.document, operations[0], request.variables)
        if refusal is not None:
            return {"errors": [_formatted(refusal)]}
        return prepared.document, operations[0]

    async def run(self, request: Request, operation: Operation) -> dict[str, Any]:
        """Return the answer to a query or mutation."""
        chosen = self.operation(request)
        if isinstance(chosen, dict):
            return chosen
        document, node = chosen
        if node.operation is OperationType.SUBSCRIPTION:
            message = "Subscriptions are served over graphql-transport-ws and with Accept: text/event-stream."
            return {"errors": [{"message": message, "extensions": {"code": "bad_request"}}]}
        async with operation:
            result = execute(
                self._schema,
                document,
                context_value=operation,
                variable_values=dict(request.variables),
                operation_name=request.operation_name,
            )
            if not isinstance(result, ExecutionResult):
                result = await result
        return answer(result)

    async def stream(self, request: Request, operation: Operation) -> AsyncIterator[dict[str, Any]]:
        """Yield the answers of a subscription; the one answer of a query or mutation."""
        chosen = self.operation(request)
        if isinstance(chosen, dict):
            yield chosen
            return
        document, node = chosen
        if node.operation is not OperationType.SUBSCRIPTION:
            yield await self.run(request, operation)
            return
        events = subscribe(
            self._schema,
            document,
            context_value=operation,
            variable_values=dict(request.variables),
            operation_name=request.operation_name,
        )
        if not isinstance(events, AsyncIterator | ExecutionResult):
            events = await events
        if isinstance(events, ExecutionResult):
            yield answer(events)
            return
        try:
            async for result in events:
                await operation.close()
                yield answer(result)
        except SalusError as error:
            yield {"errors": [_formatted(GraphQLError(str(error), original_error=error))]}
        finally:
            await operation.close()
            if hasattr(events, "aclose"):
                await events.aclose()

    def _prepare(self, text: str) -> Prepared:
        known = self._prepared.get(text)
        if known is not None:
            self._prepared.move_to_end(text)
            return known
        prepared = self._read(text)
        if len(text) <= LONGEST_CACHED:
            self._prepared[text] = prepared
            if len(self._prepared) > MOST_CACHED:
                self._prepared.popitem(last=False)
        return prepared

    def _read(self, text: str) -> Prepared:
        try:
            document = parse(text, max_lexical_tokens=MOST_TOKENS)
        except GraphQLError as error:
            return Prepared(None, (error,))
        too_large = check_size(document)
        if too_large is not None:
            return Prepared(None, (too_large,))
        errors = validate(self._schema, document, max_errors=5)
        return Prepared(document, tuple(errors))


def answer(result: ExecutionResult) -> dict[str, Any]:
    """Return a result in the form that is sent, with nothing of the server's insides in its errors."""
    if not result.errors:
        return {"data": result.data}
    return {"data": result.data, "errors": [_formatted(error) for error in result.errors]}


def unavailable(error: Exception) -> BadRequest:
    """Return the refusal for a database that cannot be reached; its reason goes to the log."""
    LOG.error("the database cannot be asked: %s: %s", type(error).__name__, " ".join(str(error).split()))
    return BadRequest("The server cannot answer now. Try again shortly.", code="unavailable", status=503)


def encode(body: dict[str, Any]) -> bytes:
    """Return JSON; columns of numpy are written directly, NaN as null."""
    return orjson.dumps(body, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_UTC_Z)


def _formatted(error: GraphQLError) -> dict[str, Any]:
    """Return one error as it is sent: on purpose ones with their text, all others masked and logged."""
    message, code = error.message, "bad_request"
    extensions = dict(error.extensions or {})
    cause = error.original_error
    if isinstance(cause, UserInputError):
        message, code = str(cause), cause.code
    elif isinstance(cause, RecordSkipped):
        message, code = str(cause), "bad_input"
    elif isinstance(cause, OperatorError | psycopg.OperationalError):
        refusal = unavailable(cause)
        message, code = str(refusal), refusal.code
    elif cause is not None and not isinstance(cause, GraphQLError):
        number = uuid4().hex[:8]
        # Only places and the class: a message may carry a person's values.
        places = "".join(traceback.format_tb(cause.__traceback__))
        LOG.error("request error %s: %s at\n%s", number, type(cause).__name__, places)
        message, code = f"Something went wrong in the server; its log has it as {number}.", "internal"
    formatted: dict[str, Any] = {"message": message[:500], "extensions": {"code": code, **extensions}}
    if error.locations:
        formatted["locations"] = [
            {"line": place.line, "column": place.column} for place in error.locations[:5]
        ]
    if error.path:
        formatted["path"] = error.path
    return formatted


def _document_id(payload: Mapping[str, Any]) -> str | None:
    """The hash of a document that the app knows: `documentId`, or the older `extensions.persistedQuery`."""
    named = payload.get("documentId")
    if named is None:
        extensions = payload.get("extensions")
        persisted = extensions.get("persistedQuery") if isinstance(extensions, dict) else None
        named = persisted.get("sha256Hash") if isinstance(persisted, dict) else None
    if named is None:
        return None
    found = _HASH.fullmatch(named) if isinstance(named, str) else None
    if found is None:
        raise BadRequest("`documentId` must be the hash of a document.")
    return found[1]
