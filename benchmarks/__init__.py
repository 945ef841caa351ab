"""Speed and memory of the scoring, compared with other implementations. Not part of the pipeline."""
