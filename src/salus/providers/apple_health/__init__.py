"""Apple Health: the export that a person makes on the phone."""
