"""The product's own settings with a data directory that lives as long as the test run.

Nothing else differs, so that what is tested is what runs. A `SIGHTLINE_HOME` of the caller is not used: tests must never touch real data.
"""

import os
import sys
import tempfile

# mypy reads the settings too, and leaves without cleaning up: its folder is always the same one.
TEST_HOME = ".mypy_cache/home" if "mypy.main" in sys.modules else tempfile.mkdtemp(prefix="sightline-test-")
os.makedirs(TEST_HOME, exist_ok=True)
os.environ["SIGHTLINE_HOME"] = TEST_HOME

from sightline.site.settings import *  # noqa: E402, F403
