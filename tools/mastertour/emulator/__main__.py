"""Run the emulator by hand or from the demo: `python -m tools.mastertour.emulator --port 8090`."""

import argparse
import contextlib

from tools.mastertour.emulator.book import Account
from tools.mastertour.emulator.serve import MasterTourEmulator


def main() -> None:
    """Serve on loopback until stopped."""
    parser = argparse.ArgumentParser(prog="python -m tools.mastertour.emulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="TCP port on 127.0.0.1; a free one if it is not given")
    parser.add_argument("--key", default="demo-key", help="OAuth consumer key that it takes")
    parser.add_argument("--secret", default="demo-secret", help="that key's secret")
    arguments = parser.parse_args()
    emulator = MasterTourEmulator(arguments.port, accounts=[Account(key=arguments.key, secret=arguments.secret)])
    print(emulator.api_url, flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        emulator.run()


if __name__ == "__main__":
    main()
