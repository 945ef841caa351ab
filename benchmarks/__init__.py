"""How fast the scoring is, and how much memory it takes, beside other ways to do the same. No part of the pipeline."""
