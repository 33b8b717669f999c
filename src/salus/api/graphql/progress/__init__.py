"""Long work: where it stands, live."""
