"""Runs the SQL files on the staged tables, with DuckDB or Spark."""
