"""Releases: what the world downloads, made from an edition's raw files alone, and made again to verify it."""
