"""Results looked up by number, requisites, and the app's part in linking a phone number and in consent by phone."""

import secrets

import pytest
from conftest import IIN, NOW, read, text

import qujat
from qujat import Language, RequisiteParts, RequisitesChannel, RequisitesService


class Random(qujat.RandomSource):
    def random_bytes(self, count: int) -> bytes:
        return secrets.token_bytes(count)


def test_no_two_requests_are_alike_and_no_answer_is_believed_blindly(verifier: qujat.Verifier) -> None:
    lookup, again = (qujat.ResultLookup("049990001", IIN, Random()) for _ in range(2))
    assert lookup.request() != again.request()
    verdict = verifier.verify_lookup(lookup, b"", Language.RUSSIAN, NOW)
    assert verdict.answer == qujat.LookupAnswerKind.UNPROVEN
    assert verdict.explanation == "Подлинность ответа о проверке не подтверждена: ему нельзя доверять."
    assert verdict.result is None


@pytest.mark.parametrize(("number", "recipient", "code"), [("", IIN, "number"), ("1", "1", "recipient")])
def test_what_was_not_typed_right_is_told(number: str, recipient: str, code: str) -> None:
    with pytest.raises(qujat.DeviceError.Input) as raised:
        qujat.ResultLookup(number, recipient, Random())
    assert raised.value.code == code


def test_incomplete_requisites_name_every_part() -> None:
    parts = RequisiteParts(number="049990001")
    with pytest.raises(qujat.InputError.Malformed) as raised:
        qujat.complete_requisites(RequisitesService.RESULT, RequisitesChannel.APP, parts, Language.KAZAKH)
    assert raised.value.code == "requisites"
    assert raised.value.reason.endswith("date received, IIN or BIN of the recipient, matrix code")
    none = qujat.complete_requisites(RequisitesService.INFORMATIONAL, RequisitesChannel.APP, parts, Language.KAZAKH)
    assert none is None


def test_a_short_message_is_one_message() -> None:
    parts = RequisiteParts(number="049990001", recipient=IIN)
    for language in Language:
        ours = qujat.complete_requisites(RequisitesService.RESULT, RequisitesChannel.MESSAGE, parts, language)
        assert ours is not None
        assert len(ours.short_message) <= 70
        assert all(f"{line.label}: {line.value}" in ours.instant_message for line in ours.lines)


def test_a_seal_says_what_it_proves(verifier: qujat.Verifier, card: qujat.VerifiedDocument) -> None:
    seal = text("identity_card.seal")
    bound = verifier.verify_seal(seal, card.digest(), Language.ENGLISH, NOW)
    alone = verifier.verify_seal(seal, None, Language.ENGLISH, NOW)
    pasted = verifier.verify_seal(seal, bytes(32), Language.ENGLISH, NOW)
    assert [verdict.proof.name for verdict in (bound, alone, pasted)] == ["DOCUMENT", "PAPER", "NOTHING"]
    assert "may have been copied onto another sheet" in alone.explanation


def test_an_application_is_signed_by_the_key_or_not_at_all() -> None:
    class Gone(qujat.DeviceKey):
        def public_key(self) -> bytes:
            raise qujat.PlatformError.Unavailable()

        def sign(self, message: bytes) -> bytes:
            raise AssertionError("never asked")

    form = qujat.LinkingApplication(
        number="58-1",
        applicant=IIN,
        surname="Үлгібаева",
        first_name="Айгүл",
        email="a@example.kz",
        phone="8 701 234 56 78",
        channel=qujat.RegistrationChannel.MOBILE_APPLICATION,
    )
    with pytest.raises(qujat.DeviceError.Unavailable):
        qujat.sign_linking_application(form, Gone(), NOW)
    assert len(qujat.linking_consents(Language.KAZAKH)) == 2
    wrong = qujat.LinkingRefusal.WRONG_PASSWORD(tries_left=2)
    assert qujat.linking_refusal_text(wrong, Language.ENGLISH).endswith("Tries left: 2.")


def test_a_question_is_seen_before_it_is_asked() -> None:
    lists = [read("issuers.trust_list"), read("organisations.trust_list")]
    service = qujat.Verifier(qujat.TrustMaterial(signers=[read("publisher.cose_key")], lists=lists), NOW)
    request = qujat.ConsentRequest(
        accreditation=read("bank.accreditation"),
        employee=None,
        viewer=qujat.Viewer.UNKNOWN(),
        aim="open_account",
        subject=IIN,
        documents=[qujat.ConsentDocument(doc_type="kz.gov.egov.identity_card.1", number="049990001")],
    )
    with pytest.raises(qujat.InputError.Malformed) as raised:
        service.consent_question(request, qujat.ConsentWay.REPLY, NOW + 180, Language.RUSSIAN, NOW)
    assert raised.value.code == "question"
    assert qujat.consent_reply("«Да».") == qujat.ConsentReply.YES
    assert qujat.consent_reply("да?") == qujat.ConsentReply.UNCLEAR
