"""The package as a whole: what it gives out, and that its types are known."""

from importlib.resources import files

import qujat
from qujat._native import qujat_ffi

# Given out under another name, or not for use.
KEPT_BACK = {"TestKey", "library_version", "panic_on_purpose"}


def test_everything_generated_is_given_out() -> None:
    generated = {name for name in qujat_ffi.__all__ if not name.endswith(("Impl", "Protocol"))}
    assert generated - KEPT_BACK == set(qujat.__all__) - {"__version__"}


def test_types_come_with_the_package() -> None:
    installed = files(qujat)
    assert (installed / "py.typed").is_file()
    assert (installed / "__init__.pyi").is_file()
