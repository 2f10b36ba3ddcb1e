"""Run the offline model: `python -m agents.offline_model --port 18300`."""

import argparse

import uvicorn

from agents.offline_model.app import create_offline_model


def main() -> None:
    """Serve on loopback until stopped."""
    parser = argparse.ArgumentParser(prog="python -m agents.offline_model", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, required=True, help="port to listen on")
    given = parser.parse_args()
    uvicorn.run(create_offline_model(), host=given.host, port=given.port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
