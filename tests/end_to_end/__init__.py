"""From a file to the numbers that a person reads."""
