"""A signature algorithm that the application carries out."""

from hashlib import sha256

import pytest
from conftest import NOW, read

import qujat
from qujat import CheckName, CheckOutcome, SignatureAlgorithm, Verdict

# 1.3.101.127, which is nobody's.
IDENTIFIER = bytes([0x06, 3, 0x2B, 0x65, 0x7F])


class Provider(qujat.SignatureProvider):
    """That of the fixtures: SHA-256(key ‖ message) ‖ SHA-256(message ‖ key)."""

    def __init__(self, thrown: Exception | None = None) -> None:
        self.thrown = thrown

    def algorithms(self) -> list[SignatureAlgorithm]:
        return [
            SignatureAlgorithm(
                name="nobody's",
                key_identifier=IDENTIFIER,
                signature_identifier=IDENTIFIER,
                cose_identifier=-70_001,
            )
        ]

    def verify(self, algorithm: str, key: bytes, message: bytes, signature: bytes) -> bool:
        assert algorithm == "nobody's"
        if self.thrown is not None:
            raise self.thrown
        return signature == sha256(key + message).digest() + sha256(message + key).digest()


def verifier(provider: Provider) -> qujat.Verifier:
    trust = qujat.TrustMaterial(anchors=[read("provided_anchor.der")])
    return qujat.Verifier.with_signature_provider(trust, provider, NOW)


def test_a_document_of_the_apps_algorithm_is_verified() -> None:
    checking = verifier(Provider())
    verdict = checking.verify_document(read("provided.mdoc"), None, NOW)
    assert verdict.report.verdict == Verdict.VALID
    assert verdict.document is not None

    changed = read("provided.mdoc").replace(b"validUntil\xc0t2", b"validUntil\xc0t3")
    verdict = checking.verify_document(changed, None, NOW)
    assert verdict.report.decisive is not None
    assert (verdict.report.verdict, verdict.report.decisive.name) == (Verdict.INVALID, CheckName.SIGNATURE)


@pytest.mark.parametrize("thrown", [qujat.PlatformError.Unavailable(), ValueError("a token was pulled")])
def test_what_the_app_throws_leaves_the_question_open(thrown: Exception) -> None:
    verdict = verifier(Provider(thrown)).verify_document(read("provided.mdoc"), None, NOW)
    assert verdict.report.verdict == Verdict.UNKNOWN
    assert verdict.document is None
    decisive = verdict.report.decisive
    assert decisive is not None
    assert (decisive.name, decisive.outcome) == (CheckName.ISSUER_TRUSTED, CheckOutcome.NOT_DONE)
    assert "token" not in (decisive.reason or "")


def test_the_national_centres_algorithm_is_named() -> None:
    gost = qujat.gost_512(cose_identifier=-70_001)
    assert gost.name == "GOST R 34.10-2015, 512 bits"
    assert gost.key_identifier[0] == gost.signature_identifier[0] == 0x06
    assert gost.cose_identifier == -70_001
