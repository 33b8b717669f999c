"""`salus bench`: Salus held against floors that are measured in the same run, on the same file and server."""
