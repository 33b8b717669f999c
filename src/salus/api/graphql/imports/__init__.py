"""Files that came in: what they brought, what they would bring, and how to take it back."""
