"""What tests share: projects to build and to damage, made-up data, oracles, and programs to run."""

from pkgutil import iter_modules

import pytest

# Lets a failed assertion in these modules show its values, as one in a test does.
pytest.register_assert_rewrite(*(f"{__name__}.{module.name}" for module in iter_modules(__path__)))
