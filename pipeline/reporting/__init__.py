"""The site of a release, its charts, and pictures of them for the command line."""
