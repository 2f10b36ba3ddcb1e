"""Logging: one line an event, key=value on a terminal, JSON elsewhere; secrets and mail texts are never logged."""

import logging
import sys

import structlog


def configure_logging(*, verbose: bool = False) -> None:
    """Set up structlog for this process.

    Args:
        verbose: Whether debug lines are shown too.
    """
    level = logging.DEBUG if verbose else logging.INFO
    is_terminal = sys.stderr.isatty()
    renderer = structlog.dev.ConsoleRenderer() if is_terminal else structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            *([] if is_terminal else [structlog.processors.dict_tracebacks]),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
