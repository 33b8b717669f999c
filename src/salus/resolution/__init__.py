"""Many sources, one right number: orders of sources, the rules, and the reason for each number."""
