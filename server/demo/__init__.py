"""The demo: a small tour, venues that answer by mail, and a tour manager who works through the HTTP API."""
