from __future__ import annotations

from pathlib import Path

from graphql import GraphQLObjectType, GraphQLSchema, build_schema

from salus.api.graphql.schema import printed

ROOT = Path(__file__).parents[2]

# Settled names (INTERFACES, "GraphQL, the core of reading").
CORE = """
scalar Date  scalar DateTime  scalar SeriesColumns  scalar DayColumns
enum Resolution { AUTO RAW HOUR DAY WEEK MONTH }
enum GapReason { NOT_FETCHED FAILED NO_PERMISSION NOT_WORN SOURCE_SILENT ENDED }
type Query {
  viewer: Viewer
  metrics(category: String): [Metric!]!
  series(metric: String!, from: DateTime!, to: DateTime!, resolution: Resolution! = AUTO,
         maxPoints: Int! = 1000, source: ID, all: Boolean! = false, asOf: DateTime): Series!
  days(metric: String!, from: Date!, to: Date!, source: ID, asOf: DateTime): Days!
  day(metric: String!, date: Date!, asOf: DateTime): Day!
  latest(metrics: [String!]): [Latest!]!
  nights(from: Date!, to: Date!, first: Int, after: String): NightConnection!
  workouts(from: Date!, to: Date!, first: Int, after: String): WorkoutConnection!
  sources: [Source!]!
  imports(first: Int, after: String): ImportConnection!
}
type Series { metric: Metric!  unit: String!  resolution: Resolution!  points: SeriesColumns!
              sources: [Source!]!  gaps: [Gap!]!  nodes(first: Int, after: String): PointConnection! }
type Days   { metric: Metric!  unit: String!  points: DayColumns!  sources: [Source!]! }
type Day    { metric: Metric!  unit: String!  date: Date!  value: Float  quality: Float  complete: Boolean!
              explanation: Explanation! }
type Latest { metric: Metric!  value: Float  unit: String!  at: DateTime!  source: Source! }
type Explanation { sentence: String!  rule: String!  preference: ID  zone: String!  computedAt: DateTime!
              candidates: [Candidate!]!  corrections: [Correction!]!
              records(first: Int, after: String): PointConnection! }
type Candidate { source: Source!  rank: Int!  own: Float  used: Float!  setAside: Float!  why: String!
              spans: [Span!]!  quality: Quality! }
type Gap    { from: DateTime!  to: DateTime!  source: Source  why: GapReason! }
type Viewer { id: ID! }  type Metric { code: String! }  type Source { id: ID! }  type Correction { id: ID! }
type Quality { value: Float }  type Span { from: DateTime!  to: DateTime! }
type PointConnection { nodes: [Point!]! }  type Point { value: Float }
type NightConnection { nodes: [Night!]! }  type Night { id: ID! }
type WorkoutConnection { nodes: [Workout!]! }  type Workout { id: ID! }
type ImportConnection { nodes: [Import!]! }  type Import { id: ID! }
"""


def fields(schema: GraphQLSchema) -> set[str]:
    """Each field with its type, each of its arguments with type and default, each member of an enum."""
    found = set()
    for name, kind in schema.type_map.items():
        if name.startswith("__"):
            continue
        if isinstance(kind, GraphQLObjectType):
            for field, made in kind.fields.items():
                found.add(f"{name}.{field}: {made.type}")
                for argument, given in made.args.items():
                    found.add(f"{name}.{field}({argument}: {given.type})")
        for value in getattr(kind, "values", {}):
            found.add(f"{name}.{value}")
    return found


def test_the_committed_schema_is_the_one_that_is_served():
    committed = (ROOT / "schema.graphql").read_text(encoding="utf-8")
    assert committed == printed(), "run `salus schema > schema.graphql` (make schema)"


def test_the_settled_core_is_there():
    core = fields(build_schema(CORE))
    ours = fields(build_schema(printed()))
    assert core <= ours, sorted(core - ours)


def test_the_defaults_of_series_are_the_settled_ones():
    text = " ".join(printed().split())
    assert "resolution: Resolution! = AUTO, maxPoints: Int! = 1000, source: ID, all: Boolean! = false" in text


def test_every_type_and_root_field_is_described():
    schema = build_schema(printed())
    bare = [
        name
        for name, kind in schema.type_map.items()
        if isinstance(kind, GraphQLObjectType) and not name.startswith("__") and not kind.description
    ]
    for root in ("Query", "Mutation", "Subscription"):
        kind = schema.type_map[root]
        assert isinstance(kind, GraphQLObjectType)
        bare += [f"{root}.{name}" for name, made in kind.fields.items() if not made.description]
    assert bare == []
