"""The whole schema, put together from its domains."""

from __future__ import annotations

from functools import cache
from typing import Final

import strawberry
from graphql import GraphQLSchema, print_schema
from strawberry.schema.config import StrawberryConfig

from salus.api.graphql.base import SCALARS
from salus.api.graphql.metrics.reading import MetricsQuery
from salus.api.graphql.people.changing import PeopleMutation
from salus.api.graphql.people.reading import PeopleQuery
from salus.api.graphql.series.reading import SeriesQuery
from salus.api.graphql.sources.reading import SourcesQuery

QUERY_PARTS: Final = (
    PeopleQuery,
    MetricsQuery,
    SeriesQuery,
    SourcesQuery,
)
MUTATION_PARTS: Final = (PeopleMutation,)


@cache
def build_schema() -> strawberry.Schema:
    """Return the schema that the server answers by."""
    query = strawberry.type(type("Query", QUERY_PARTS, {}), description="What can be asked.")
    mutation = strawberry.type(type("Mutation", MUTATION_PARTS, {}), description="What can be changed.")
    return strawberry.Schema(query=query, mutation=mutation, config=StrawberryConfig(scalar_map=SCALARS))


def core_schema() -> GraphQLSchema:
    """Return the schema in the form in which documents are validated and run."""
    return build_schema()._schema


def printed() -> str:
    """Return the text of the schema, as it is committed in `schema.graphql`."""
    return print_schema(core_schema()) + "\n"
