"""The whole schema, put together from its domains."""

from __future__ import annotations

from functools import cache
from typing import Final

import strawberry
from graphql import GraphQLObjectType, GraphQLSchema, Undefined, print_schema
from strawberry.schema.config import StrawberryConfig

from salus.api.graphql.base import SCALARS
from salus.api.graphql.days.reading import DaysQuery
from salus.api.graphql.imports.changing import ImportsMutation
from salus.api.graphql.imports.reading import ImportsQuery
from salus.api.graphql.metrics.reading import MetricsQuery
from salus.api.graphql.people.changing import PeopleMutation
from salus.api.graphql.people.reading import PeopleQuery
from salus.api.graphql.preferences.changing import PreferencesMutation
from salus.api.graphql.preferences.reading import PreferencesQuery
from salus.api.graphql.progress.live import Live
from salus.api.graphql.progress.reading import ProgressQuery
from salus.api.graphql.series.reading import SeriesQuery
from salus.api.graphql.sleep.reading import SleepQuery
from salus.api.graphql.sources.reading import SourcesQuery
from salus.api.graphql.today.reading import TodayQuery
from salus.api.graphql.workouts.reading import WorkoutsQuery

QUERY_PARTS: Final = (
    PeopleQuery,
    MetricsQuery,
    SeriesQuery,
    DaysQuery,
    TodayQuery,
    SleepQuery,
    WorkoutsQuery,
    SourcesQuery,
    PreferencesQuery,
    ImportsQuery,
    ProgressQuery,
)
MUTATION_PARTS: Final = (PeopleMutation, PreferencesMutation, ImportsMutation)


@cache
def build_schema() -> strawberry.Schema:
    """Return the schema that the server answers by."""
    query = strawberry.type(type("Query", QUERY_PARTS, {}), description="What can be asked.")
    mutation = strawberry.type(type("Mutation", MUTATION_PARTS, {}), description="What can be changed.")
    live = strawberry.type(type("Subscription", (Live,), {}), description="What is told while it happens.")
    return strawberry.Schema(
        query=query, mutation=mutation, subscription=live, config=StrawberryConfig(scalar_map=SCALARS)
    )


@cache
def core_schema() -> GraphQLSchema:
    """Return the schema in the form in which documents are validated and run."""
    schema = build_schema()._schema
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLObjectType):
            for field in kind.fields.values():
                for argument in field.args.values():
                    # What may be left out says so by its type; "= null" beside it would say nothing more.
                    if argument.default_value is None:
                        argument.default_value = Undefined
    return schema


def printed() -> str:
    """Return the text of the schema, as it is committed in `schema.graphql`."""
    return print_schema(core_schema()) + "\n"
