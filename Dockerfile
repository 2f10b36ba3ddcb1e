# One image for the bridge, the worker and every command: `docker run IMAGE serve`, `work`, `migrate`, `doctor` …
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPATH=/app \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1

RUN useradd --system --uid 10001 --home-dir /var/lib/advancing --create-home --shell /usr/sbin/nologin advancing

WORKDIR /app

# Before the tree, so that a change of code installs nothing.
COPY requirements/app.lock requirements/app.lock
RUN pip install --require-hashes --requirement requirements/app.lock

# The tree is run from where it lies: templates and migrations are found beside the code.
COPY . .
RUN python -m compileall -q advancing agents tools server

USER advancing
ENV ADVANCING_STATE_DIR=/var/lib/advancing \
    ADVANCING_HOST=0.0.0.0 \
    ADVANCING_PORT=8080
VOLUME /var/lib/advancing
EXPOSE 8080

# Of the bridge; docker-compose.yml gives the worker one of its own.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]

ENTRYPOINT ["python", "-m", "server.cli.main"]
CMD ["serve"]
