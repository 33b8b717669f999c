"""The shape of the database, as plain SQL in order."""
