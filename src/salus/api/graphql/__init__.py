"""The schema: thin described types made from domain values, one folder a domain."""
