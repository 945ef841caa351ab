"""The SQL files run over the staged tables, by DuckDB or Spark."""
