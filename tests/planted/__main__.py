"""`python -m tests.planted [--only WORDS]`: plant every defect in turn; those nobody noticed are named at the end."""

from __future__ import annotations

import argparse
import os
import sys
import time

from .defects import DEFECTS
from .planting import copy, noticed


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.planted", description=__doc__)
    parser.add_argument("--only", default="", help="only defects whose name has these words")
    only = parser.parse_args().only
    vendor = "postgresql" if os.environ.get("YZ_DATABASE", "sqlite") != "sqlite" else "sqlite"
    survivors = []
    for defect in (one for one in DEFECTS if only in one.name and one.on in ("", vendor)):
        began = time.monotonic()
        with copy() as place:
            caught, said = noticed(defect, place)
        print(f"{'caught  ' if caught else 'SURVIVED'} {time.monotonic() - began:5.1f} s  {defect.name}", flush=True)
        if not caught:
            survivors.append(defect.name)
            print(said)
    print(f"{len(survivors)} survived" + "".join(f"\n  {name}" for name in survivors))
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
