"""`python -m tools.gmail.emulator --port N --mailbox jo@band.example=token`: the emulator from the command line."""

import argparse

from tools.gmail.emulator import push
from tools.gmail.emulator.serve import GmailEmulator


def main() -> None:
    """Serve until interrupted; prints the address."""
    parser = argparse.ArgumentParser(prog="python -m tools.gmail.emulator", description="Gmail on a loopback port.")
    parser.add_argument("--port", type=int, default=0, help="a free one if 0")
    parser.add_argument(
        "--mailbox", action="append", required=True, metavar="ADDRESS=TOKEN", help="a mailbox and its bearer token"
    )
    parser.add_argument("--push-url", help="where pushes go")
    parser.add_argument("--push-audience", default=push.AUDIENCE)
    parser.add_argument("--push-service-account", default=push.SERVICE_ACCOUNT)
    told = parser.parse_args()
    mailboxes = dict(pair.rsplit("=", 1) for pair in told.mailbox if "=" in pair)
    if len(mailboxes) != len(told.mailbox):
        parser.error("--mailbox takes ADDRESS=TOKEN, each address once")
    emulator = GmailEmulator(
        mailboxes,
        told.port,
        push_url=told.push_url,
        push_audience=told.push_audience,
        push_service_account=told.push_service_account,
    )
    print(emulator.url, flush=True)
    emulator.run()


if __name__ == "__main__":
    main()
