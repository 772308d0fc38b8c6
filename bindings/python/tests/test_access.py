"""Who may see a document, by the rules of the day."""

import pytest
from conftest import IIN, NOW, read

import qujat
from qujat import AccessAnswer, AccessChannel, AccessGround, AccessRequest, Language, ObligationKind, Verdict, Viewer

STRANGER = "841123399997"
DAY = 24 * 60 * 60


def decide(
    document: qujat.VerifiedDocument,
    verifier: qujat.Verifier,
    viewer: Viewer,
    ground: AccessGround,
    channel: AccessChannel = AccessChannel.IN_PERSON,
    now: int = NOW,
) -> qujat.AccessDecision:
    request = AccessRequest(viewer=viewer, ground=ground, channel=channel)
    return verifier.decide(document, request, Language.ENGLISH, now)


@pytest.fixture
def certificate(verifier: qujat.Verifier) -> qujat.VerifiedDocument:
    document = verifier.verify_document(read("birth_certificate.mdoc"), None, NOW).document
    assert document is not None
    return document


def test_ones_own_is_allowed(card: qujat.VerifiedDocument, verifier: qujat.Verifier) -> None:
    decision = decide(card, verifier, Viewer.PERSON(IIN), AccessGround.OWN())
    assert decision.answer == AccessAnswer.ALLOW
    assert decision.reason is None
    assert decision.explanation == "This is your own document."
    assert decision.clauses
    assert decision.edition is not None


@pytest.mark.parametrize(
    ("viewer", "ground", "reason"),
    [
        (Viewer.PERSON(STRANGER), AccessGround.OWN(), "not_own"),
        (Viewer.PERSON(STRANGER), AccessGround.NO_GROUND(), "no_consent"),
        (Viewer.UNKNOWN(), AccessGround.OWN(), "not_authenticated"),
        (Viewer.PERSON(STRANGER), AccessGround.REPRESENTATION(b"\xa0"), "not_representative"),
    ],
)
def test_what_no_rule_allows_is_refused_with_a_sentence(
    card: qujat.VerifiedDocument, verifier: qujat.Verifier, viewer: Viewer, ground: AccessGround, reason: str
) -> None:
    decision = decide(card, verifier, viewer, ground)
    assert (decision.answer, decision.reason) == (AccessAnswer.REFUSE, reason)
    assert decision.explanation
    assert decision.obligations == []


def test_by_a_code_the_service_decides(card: qujat.VerifiedDocument, verifier: qujat.Verifier) -> None:
    decision = decide(card, verifier, Viewer.PERSON(STRANGER), AccessGround.GRANT())
    assert decision.answer == AccessAnswer.ASK_SERVICE
    assert ObligationKind.VIEW_ONLY in [obligation.kind for obligation in decision.obligations]
    assert all(obligation.text for obligation in decision.obligations)


def test_a_childs_document_opens_to_the_mother_while_the_answer_is_fresh(
    certificate: qujat.VerifiedDocument, verifier: qujat.Verifier
) -> None:
    ground = AccessGround.REPRESENTATION(read("mother.representation"))
    decision = decide(certificate, verifier, Viewer.PERSON(IIN), ground)
    assert decision.answer == AccessAnswer.ALLOW
    assert decision.evidence is not None
    assert decision.evidence.verdict == Verdict.VALID
    stale = decide(certificate, verifier, Viewer.PERSON(IIN), ground, now=NOW + DAY + 1)
    assert (stale.answer, stale.reason) == (AccessAnswer.REFUSE, "not_representative")
    other = decide(certificate, verifier, Viewer.PERSON(STRANGER), ground)
    assert (other.answer, other.reason) == (AccessAnswer.REFUSE, "not_representative")


def test_a_holder_keeps_a_childs_document_beside_their_own(verifier: qujat.Verifier) -> None:
    holder = qujat.Holder(verifier, IIN)
    before = holder.add_child(read("birth_certificate.mdoc"), Language.RUSSIAN, NOW)
    assert before.decision is not None
    assert before.decision.reason == "not_representative"
    assert before.document is None
    assert holder.represent(read("mother.representation"), NOW).verdict == Verdict.VALID
    child = holder.add_child(read("birth_certificate.mdoc"), Language.RUSSIAN, NOW).document
    assert child is not None
    assert [document.digest() for document in holder.children(NOW)] == [child.digest()]
    assert holder.children(NOW + DAY + 1) == []
    assert holder.list() == []
    assert holder.remove(child)
    assert not holder.remove(child)
    assert holder.children(NOW) == []


@pytest.mark.parametrize(
    ("viewer", "code"),
    [
        (Viewer.PERSON("1"), "iin"),
        (Viewer.SYSTEM("970240999996"), "bin"),
        (Viewer.EMPLOYEE("970240999995", "1"), "iin"),
    ],
)
def test_a_malformed_viewer_is_raised(
    card: qujat.VerifiedDocument, verifier: qujat.Verifier, viewer: Viewer, code: str
) -> None:
    with pytest.raises(qujat.InputError) as error:
        decide(card, verifier, viewer, AccessGround.OWN())
    assert error.value.code == code
