"""Who measured."""
