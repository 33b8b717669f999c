"""Who asks: signing up and in, what a person says about themselves, their sessions and tokens."""
