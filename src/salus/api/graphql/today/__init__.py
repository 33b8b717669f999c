"""Everything that the first screen shows, in one request."""
