"""``python3 -m tests.bench``: the same as ``python3 -m ltc bench``."""

import sys

from tests.bench import main

sys.exit(main(sys.argv[1:]))
