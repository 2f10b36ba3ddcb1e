"""What no tracked file may hold: the host of a package registry, which would tie everybody to one machine's mirror."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[3]
# Put together here, so that this file does not hold them either.
HOSTS = [
    ".".join(parts).encode()
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("deb", "debian", "org"),
        ("security", "debian", "org"),
        ("archive", "ubuntu", "com"),
        ("security", "ubuntu", "com"),
        ("crates", "io"),
        ("proxy", "golang", "org"),
        ("rubygems", "org"),
        ("conda", "anaconda", "org"),
    )
]


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in listed.decode().split("\0") if name]


def test_no_tracked_file_names_a_package_registrys_host() -> None:
    files = [path for path in tracked() if path.is_file()]

    found = [
        f"{path.relative_to(ROOT)}: {host.decode()}" for path in files for host in HOSTS if host in path.read_bytes()
    ]

    assert len(files) > 100
    assert found == []
