"""The command line: the one place that knows every room and puts them together."""
