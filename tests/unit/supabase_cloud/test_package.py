"""The repository's folder `supabase/` must not hide the installed package of that name."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_the_installed_supabase_package_is_imported_from_the_repositorys_root_too() -> None:
    script = "import supabase; print(supabase.__file__); print(supabase.AsyncClient.__name__)"

    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    where, name = done.stdout.split()
    assert name == "AsyncClient"
    assert "site-packages" in where


def test_the_repositorys_supabase_folder_holds_no_python() -> None:
    assert list((ROOT / "supabase").rglob("*.py")) == []
