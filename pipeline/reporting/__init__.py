"""What readers see: the site of a release, its charts, and the same on the command line."""
