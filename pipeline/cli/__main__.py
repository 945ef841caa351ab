"""`python -m pipeline.cli` is `rating`."""

import sys

from pipeline.cli.main import main

sys.exit(main())
