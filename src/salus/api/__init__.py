"""The server: GraphQL for everything a person asks or changes, HTTP only where a protocol demands it."""
