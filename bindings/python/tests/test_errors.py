"""What is malformed is raised, with a code a program can translate."""

from collections.abc import Callable

import pytest
from conftest import NOW, read, text

import qujat
from qujat import InputError, Language, QrUse
from qujat._native import qujat_ffi


def test_a_malformed_iin_is_named_and_not_repeated(verifier: qujat.Verifier) -> None:
    with pytest.raises(InputError.Malformed) as error:
        verifier.verify_document(b"", "860314499993", NOW)
    assert error.value.code == "iin"
    assert "860314499993" not in str(error.value)
    assert isinstance(error.value, InputError)
    assert isinstance(error.value, Exception)


@pytest.mark.parametrize(
    ("kind", "code", "call"),
    [
        (InputError.Malformed, "iin", lambda v: qujat.Holder(v, "1")),
        (InputError.Malformed, "link", lambda v: v.verify_grant("https://a", NOW)),
        (
            InputError.Malformed,
            "digest",
            lambda v: v.verify_seal(text("identity_card.seal"), bytes(31), Language.KAZAKH, NOW),
        ),
        (InputError.Malformed, "time", lambda v: v.verify_document(b"", None, 2**63 - 1)),
        (
            InputError.Trust,
            "trust",
            lambda _: qujat.Verifier(qujat.TrustMaterial(lists=[read("issuers.trust_list")]), NOW),
        ),
        (InputError.Form, "form", lambda _: qujat.DisplayForm.from_json("{}")),
        (InputError.Picture, "picture", lambda _: qujat.Scanner().scan_picture(b"12")),
        (InputError.Symbol, "symbol", lambda _: qujat.QrSymbol("a" * 5000, QrUse.SCREEN)),
    ],
)
def test_each_input_has_its_code(
    verifier: qujat.Verifier, kind: type[InputError], code: str, call: Callable[[qujat.Verifier], object]
) -> None:
    with pytest.raises(kind) as error:
        call(verifier)
    assert error.value.code == code
    assert error.value.reason


def test_a_type_that_is_none_is_pythons_own_error(verifier: qujat.Verifier) -> None:
    with pytest.raises(TypeError):
        verifier.verify_document("text", None, NOW)  # type: ignore[arg-type]


def test_a_panic_arrives_as_an_error_and_the_next_call_works() -> None:
    """A bug in the native library is an error here, and the program lives on."""
    for _ in range(3):
        with pytest.raises(qujat.InternalError, match="on purpose"):
            qujat_ffi.panic_on_purpose()
        assert qujat.__version__ == qujat_ffi.library_version()
