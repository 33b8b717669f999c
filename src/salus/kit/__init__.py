"""Things with no health in them: errors, ids, spans of time."""
