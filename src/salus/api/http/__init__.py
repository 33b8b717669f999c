"""What speaks HTTP by itself: the GraphQL transports, uploads, health, the web app's files."""
