"""What other people's files look like, and how they become an edition's raw files."""
