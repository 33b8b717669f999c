"""What keeps the house in order; nothing here ships."""
