"""A document shown face to face (ISO/IEC 18013-5): both roles, talking."""

import pytest
from conftest import IIN, NOW, read
from test_presentation import Cancelling, Key, Random

import qujat
from qujat import DeviceError, InputError

CARD = "kz.gov.egov.identity_card.1"
METHODS = qujat.ProximityMethods(ble=qujat.BleMethod(central_uuid=bytes([7] * 16)))


@pytest.fixture
def kept(verifier: qujat.Verifier) -> qujat.VerifiedDocument:
    document = verifier.verify_document(read("identity_card_of_device.mdoc"), IIN, NOW).document
    assert document is not None
    return document


def request(doc_type: str, *identifiers: str) -> qujat.ProximityRequest:
    elements = [
        qujat.ElementAsked(name_space=CARD, identifier=identifier, will_be_kept=identifier == "iin")
        for identifier in identifiers
    ]
    return qujat.ProximityRequest(doc_type=doc_type, elements=elements)


def shown(document: qujat.VerifiedDocument, *identifiers: str) -> list[qujat.ProximityShown]:
    elements = [qujat.ElementName(name_space=CARD, identifier=identifier) for identifier in identifiers]
    return [qujat.ProximityShown(document=document, elements=elements)]


def test_a_document_is_asked_for_and_shown(verifier: qujat.Verifier, kept: qujat.VerifiedDocument) -> None:
    holder = qujat.ProximityHolder(METHODS, Random())
    reader = qujat.ProximityReader(verifier, holder.engagement_text(), Random())
    assert reader.methods() == METHODS
    assert reader.ble_ident() == holder.ble_ident()

    seen = holder.receive(reader.ask([request(CARD, "iin", "portrait")]), NOW)
    (asked,) = seen.documents
    assert [(element.identifier, element.will_be_kept) for element in asked.elements] == [
        ("iin", True),
        ("portrait", False),
    ]
    assert asked.reader.level == qujat.ReaderTrustLevel.ANONYMOUS

    # The person cancels, thinks again, and shows one of the two.
    with pytest.raises(DeviceError.Cancelled):
        holder.answer(shown(kept, "iin"), Cancelling(), and_end=False)
    with pytest.raises(DeviceError.Input) as error:
        holder.answer(shown(kept, "family_name"), Key(), and_end=False)
    assert error.value.code == "not_asked"
    message = holder.answer(shown(kept, "iin"), Key(), and_end=False)
    answer = reader.receive(message, NOW, IIN)
    (verdict,) = answer.documents
    assert verdict.report.verdict == qujat.Verdict.VALID
    assert verdict.document is not None and verdict.document.subject() == IIN

    # Asked again in the same session, for what the holder does not show.
    assert not holder.receive(reader.ask([request("org.iso.18013.5.1.mDL", "iin")]), NOW).is_over
    answer = reader.receive(holder.answer([], Key(), and_end=True), NOW)
    assert (answer.documents, answer.declined, answer.is_over) == ([], ["org.iso.18013.5.1.mDL"], True)


def test_what_is_not_of_the_session_ends_it(verifier: qujat.Verifier) -> None:
    holder = qujat.ProximityHolder(METHODS, Random())
    reader = qujat.ProximityReader(verifier, holder.engagement_text(), Random())
    assert holder.receive(b"noise", NOW).is_over
    with pytest.raises(InputError) as error:
        holder.receive(b"", NOW, qujat.NfcHandover(select=b""))
    assert error.value.code == "turn"
    assert reader.receive(holder.end(), NOW).is_over
    with pytest.raises(DeviceError.Input) as refused:
        qujat.ProximityReader(verifier, "https://example.kz/", Random())
    assert refused.value.code == "session"
