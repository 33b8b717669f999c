"""Values of the person's own days, and why each is what it is."""
