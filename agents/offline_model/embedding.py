"""Deterministic embeddings: words and letter triples hashed into a unit vector, so that like texts lie close."""

import base64
import hashlib
import math
import re
import struct

DIMENSIONS = 1536


def embed(text: str, dimensions: int = DIMENSIONS) -> list[float]:
    """Embed a text.

    Args:
        text: Any text.
        dimensions: Length of the vector.

    Returns:
        A vector of length one (of zeros for a text without words).
    """
    vector = [0.0] * dimensions
    for word in re.findall(r"\w+", text.lower()):
        padded = f" {word} "
        for piece in (word, *(padded[i : i + 3] for i in range(len(padded) - 2))):
            digest = int.from_bytes(hashlib.blake2b(piece.encode(), digest_size=8).digest())
            vector[digest % dimensions] += 1.0 if digest >> 63 else -1.0
    length = math.sqrt(sum(value * value for value in vector))
    return [value / length for value in vector] if length else vector


def packed(vector: list[float]) -> str:
    """The vector as little-endian 32-bit floats in base64, which OpenAI's own client asks for."""
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
