"""Gmail: the client, MIME in and out, consent and push, the functions agents may call, and an emulator of it all."""
