"""Raw files in, checked rows out: every error and warning about them."""
