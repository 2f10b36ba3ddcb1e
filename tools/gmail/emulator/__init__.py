"""An emulator of Gmail on the wire: the REST API, OAuth, pushes, and control calls to play the world outside.

`app.create_gmail_emulator` makes the ASGI app, `serve.GmailEmulator` runs it on a port, `python -m
tools.gmail.emulator` from the command line.
"""
