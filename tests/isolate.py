"""Loaded before the settings: tests get a data directory of their own, never the one on this machine."""

import atexit
import os
import shutil
import tempfile

PACKS = "yanzhen.packs.township,yanzhen.packs.visits,tests.toypack"

if "PYTEST_XDIST_WORKER" not in os.environ:
    _home = tempfile.mkdtemp(prefix="yz-test-")
    atexit.register(shutil.rmtree, _home, ignore_errors=True)
    os.environ["YZ_HOME"] = _home
    os.environ["YZ_STATIC"] = "plain"
    os.environ["YZ_PACKS"] = PACKS if os.path.isdir(os.path.join(os.path.dirname(__file__), "toypack")) else ""
    for _name in ("YZ_DEBUG", "YZ_ORIGINS", "YZ_DIGEST"):
        os.environ.pop(_name, None)
    # Playwright keeps an event loop in the thread of the tests; nothing of ours is asynchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
