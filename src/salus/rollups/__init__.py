"""What was resolved, kept current by day, and read as days, points, nights and workouts."""
