"""The catalogue of metrics as the schema shows it."""
