from concurrent.futures import ThreadPoolExecutor

import pytest
from conftest import IIN, NOW, read, text

import qujat
from qujat import Audience, CardTheme, CheckName, CheckOutcome, CheckResult, Language, QrUse, Verdict


def test_a_document_of_a_trusted_body_is_valid(verifier: qujat.Verifier) -> None:
    verdict = verifier.verify_document(read("identity_card.mdoc"), IIN, NOW)
    assert verdict.report.verdict == Verdict.VALID
    assert verdict.report.decisive is None
    assert CheckResult(name=CheckName.SUBJECT, outcome=CheckOutcome.PASSED, reason=None) in verdict.report.checks
    assert verdict.document is not None


@pytest.mark.parametrize(
    ("name", "subject", "now", "decisive"),
    [
        ("identity_card_changed.mdoc", None, NOW, CheckName.DIGESTS),
        ("identity_card.mdoc", "000000000101", NOW, CheckName.SUBJECT),
        ("identity_card.mdoc", None, 2_000_000_000, CheckName.VALIDITY),
        ("README.md", None, NOW, CheckName.STRUCTURE),
    ],
)
def test_what_is_wrong_is_told_by_its_check_and_nothing_is_shown(
    verifier: qujat.Verifier, name: str, subject: str | None, now: int, decisive: CheckName
) -> None:
    verdict = verifier.verify_document(read(name), subject, now)
    assert verdict.report.verdict == Verdict.INVALID
    assert verdict.report.decisive is not None
    assert (verdict.report.decisive.name, verdict.report.decisive.outcome) == (decisive, CheckOutcome.FAILED)
    assert verdict.document is None


def test_without_trust_nothing_is_valid() -> None:
    verdict = qujat.Verifier(qujat.TrustMaterial(), NOW).verify_document(read("identity_card.mdoc"), None, NOW)
    assert verdict.report.verdict != Verdict.VALID
    assert verdict.document is None


def test_many_at_once_come_back_in_order(verifier: qujat.Verifier) -> None:
    documents = [read("identity_card.mdoc"), b"\0", read("driving_licence.mdoc")]
    verdicts = verifier.verify_documents(documents, NOW)
    assert [verdict.report.verdict for verdict in verdicts] == [Verdict.VALID, Verdict.INVALID, Verdict.VALID]
    kinds = [verdict.document and verdict.document.doc_type() for verdict in verdicts]
    assert kinds == ["kz.gov.egov.identity_card.1", None, "org.iso.18013.5.1.mDL"]


def test_one_verifier_serves_many_threads(verifier: qujat.Verifier) -> None:
    document = read("identity_card.mdoc")

    def verify(_: int) -> Verdict:
        return verifier.verify_document(document, None, NOW).report.verdict

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(verify, range(64))) == [Verdict.VALID] * 64


def test_a_document_is_shown_in_each_language(card: qujat.VerifiedDocument) -> None:
    shown = {language: card.view(language, Audience.THIRD_PARTY, NOW) for language in Language}
    assert len({model.title for model in shown.values()}) == 3
    english = shown[Language.ENGLISH]
    assert english.doc_type == "kz.gov.egov.identity_card.1"
    assert english.sections
    assert english.portrait is not None
    assert english.portrait.media_type == "image/jpeg"
    assert "ULGIBAYEVA" in english.accessibility.upper()
    assert english == card.view(Language.ENGLISH, Audience.THIRD_PARTY, NOW)


def test_a_document_is_drawn_as_a_card(card: qujat.VerifiedDocument) -> None:
    seal = qujat.QrSymbol(text("identity_card.seal"), QrUse.PRINT)
    svg = card.card_svg(Language.KAZAKH, Audience.HOLDER, CardTheme.LIGHT, seal, NOW)
    assert svg.startswith("<svg")
    assert seal.svg_path() in svg


def test_a_document_knows_whose_it_is_and_how_long(card: qujat.VerifiedDocument) -> None:
    assert card.subject() == IIN
    assert len(card.digest()) == 32
    assert card.is_current(card.valid_from())
    assert card.is_current(card.valid_until() - 1)
    assert not card.is_current(card.valid_until())
    assert card.issuer(Language.ENGLISH) == "Ministry of Internal Affairs"


def test_a_seal_is_of_its_document_and_of_no_other(
    verifier: qujat.Verifier, card: qujat.VerifiedDocument
) -> None:
    seal = text("identity_card.seal")
    its = verifier.verify_seal(seal, card.digest(), Language.RUSSIAN, NOW)
    assert its.report.verdict == Verdict.VALID
    assert its.seal is not None
    assert (its.seal.recipient, its.seal.body) == (IIN, "МВД РК")
    other = verifier.verify_seal(seal, bytes(32), Language.RUSSIAN, NOW)
    assert other.report.decisive is not None
    assert other.report.decisive.name == CheckName.SEAL_BINDING
    assert other.seal is None


def test_a_grants_link_is_verified_before_it_is_followed(verifier: qujat.Verifier) -> None:
    link = text("grant.link")
    grant = verifier.verify_grant(link, NOW).grant
    assert grant is not None
    assert grant.host == "documents.example"
    assert grant.doc_types == ["kz.gov.egov.identity_card.1"]
    assert verifier.verify_grant(link, grant.expires_at - 1).grant is not None
    assert verifier.verify_grant(link, grant.expires_at).grant is None
    elsewhere = verifier.verify_grant(link.replace("documents.example", "evil.example"), NOW)
    assert elsewhere.report.decisive is not None
    assert elsewhere.report.decisive.name == CheckName.ISSUER_ENTITLED
